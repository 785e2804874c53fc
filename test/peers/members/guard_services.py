"""EventBridge Scheduler and CloudWatch."""
import datetime

from json_services import includes
from values import paths_of, with_member

ROLE = 'arn:aws:iam::111122223333:role/LinearLearnerEndpointDeleter'
START = datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc)


def guard_services(report, client, unique):
    schedules(report, client('scheduler'), unique)
    metrics(report, client('cloudwatch'))


def schedules(report, api, unique):
    group = unique()
    api.create_schedule_group(Name=group)
    shape_of = lambda operation: api.meta.service_model.operation_model(operation).input_shape

    def request(name):
        return {
            'Name': name, 'GroupName': group, 'ScheduleExpression': 'rate(15 minutes)', 'StartDate': START,
            'EndDate': START + datetime.timedelta(days=1), 'FlexibleTimeWindow': {'Mode': 'OFF'}, 'ActionAfterCompletion': 'DELETE',
            'Target': {'Arn': 'arn:aws:scheduler:::aws-sdk:sagemaker:deleteEndpoint', 'RoleArn': ROLE, 'Input': '{"EndpointName":"none"}'}}

    def written(operation, write):
        for path in paths_of(shape_of(operation)):
            def send(path=path):
                name = unique()
                given, value = with_member(request(name), shape_of(operation), path)
                if path == ('GroupName',):
                    given['GroupName'] = group
                given['Name'] = name
                write(given)
                return given, value

            def told(outcome, path=path):
                given, value = outcome
                # A token makes a call idempotent; it is no part of the schedule.
                found = api.get_schedule(Name=given['Name'], GroupName=given['GroupName'])
                return path == ('ClientToken',) or includes(found[path[0]], given[path[0]])

            report.member(operation, path, send, told)

    def updated(given):
        api.create_schedule(**request(given['Name']))
        api.update_schedule(**given)

    written('CreateSchedule', lambda given: api.create_schedule(**given))
    written('UpdateSchedule', updated)
    names = sorted(unique() for _ in range(2))
    for name in names:
        api.create_schedule(**request(name))
    listed = lambda **more: [one['Name'] for one in api.list_schedules(GroupName=group, **more)['Schedules']]
    groups = lambda **more: [one['Name'] for one in api.list_schedule_groups(**more)['ScheduleGroups']]
    first, first_group = api.list_schedules(MaxResults=1), api.list_schedule_groups(MaxResults=1)
    effects = {
        'ListSchedules': {
            'GroupName': lambda: set(names) <= set(listed()) and api.list_schedules(GroupName='default')['Schedules'] == [],
            'NamePrefix': lambda: listed(NamePrefix=names[0]) == names[:1], 'State': lambda: listed(State='DISABLED') == [],
            'MaxResults': lambda: len(first['Schedules']) == 1,
            'NextToken': lambda: api.list_schedules(NextToken=first['NextToken'])['Schedules'][0] != first['Schedules'][0],
        },
        'ListScheduleGroups': {
            'NamePrefix': lambda: groups(NamePrefix=group) == [group], 'MaxResults': lambda: len(first_group['ScheduleGroups']) == 1,
            'NextToken': lambda: api.list_schedule_groups(NextToken=first_group['NextToken'])['ScheduleGroups'][0]['Name'] not in
            [one['Name'] for one in first_group['ScheduleGroups']],
        },
        'GetSchedule': {name: lambda: api.get_schedule(Name=names[0], GroupName=group)['GroupName'] == group for name in ('Name', 'GroupName')},
        'DeleteSchedule': {
            'Name': lambda: api.delete_schedule(Name=names[0], GroupName=group) and listed(NamePrefix=names[0]) == [],
            'GroupName': lambda: listed(NamePrefix=names[1]) == names[1:],
            'ClientToken': lambda: api.delete_schedule(Name=names[1], GroupName=group, ClientToken='t') and listed(NamePrefix=names[1]) == [],
        },
    }
    having_effect(report, shape_of, effects)


def metrics(report, api):
    shape_of = lambda operation: api.meta.service_model.operation_model(operation).input_shape
    metric = {'Namespace': 'AWS/SageMaker', 'MetricName': 'Invocations', 'Dimensions': [
        {'Name': 'EndpointName', 'Value': 'none'}, {'Name': 'VariantName', 'Value': 'A'}]}
    query = {'Id': 'a', 'Label': 'count', 'MetricStat': {'Metric': metric, 'Period': 60, 'Stat': 'Sum'}}
    base = {'MetricDataQueries': [query], 'StartTime': START - datetime.timedelta(hours=1), 'EndTime': START}
    for path in paths_of(shape_of('GetMetricData')):
        def send(path=path):
            given, _ = with_member(base, shape_of('GetMetricData'), path)
            return given, api.get_metric_data(**given)['MetricDataResults']

        # An endpoint that does not exist was never invoked; what may not be left out was refused.
        report.member('GetMetricData', path, send,
                      lambda outcome: [one['Id'] for one in outcome[1]] == [one['Id'] for one in outcome[0]['MetricDataQueries']])


def having_effect(report, shape_of, effects):
    for operation, by_member in effects.items():
        for name in sorted(shape_of(operation).members, key=list(by_member).index):
            report.member(operation, (name,), by_member[name], bool)
