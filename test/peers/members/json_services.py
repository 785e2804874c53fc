"""SageMaker, its runtime, and CloudWatch Logs."""
import time

import botocore
from values import at_path, paths_of, with_member

IMAGE = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1'
ROLE = 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole'
BUCKET = 'members'


class SageMaker:
    """Valid requests, to which members are added one at a time."""

    def __init__(self, client, unique):
        self.sm, self.unique = client('sagemaker'), unique
        self.s3, self.runtime = client('s3'), client('sagemaker-runtime')
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.put_object(Bucket=BUCKET, Key='train/rows.csv', Body='\n'.join(f'{row},{row}' for row in range(20)))
        self.s3.put_object(Bucket=BUCKET, Key='key', Body=b'model data')
        self.job = self.create_job(unique())
        self.wait(self.job)
        description = self.sm.describe_training_job(TrainingJobName=self.job)
        self.artifact = description['ModelArtifacts']['S3ModelArtifacts']
        assert self.artifact, description.get('FailureReason')
        self.model = unique()
        self.sm.create_model(**self.model_request(self.model))
        self.config = unique()
        self.sm.create_endpoint_config(**self.config_request(self.config))
        self.endpoint = unique()
        self.sm.create_endpoint(**self.endpoint_request(self.endpoint))
        self.sm.get_waiter('endpoint_in_service').wait(EndpointName=self.endpoint, WaiterConfig={'Delay': 1})

    def job_request(self, name):
        source = {'S3DataSource': {'S3DataType': 'S3Prefix', 'S3Uri': f's3://{BUCKET}/train/', 'S3DataDistributionType': 'FullyReplicated'}}
        return dict(
            TrainingJobName=name, RoleArn=ROLE,
            AlgorithmSpecification={'TrainingImage': IMAGE, 'TrainingInputMode': 'File'},
            HyperParameters={'predictor_type': 'regressor', 'epochs': '1', 'mini_batch_size': '5', 'feature_dim': '1'},
            InputDataConfig=[{'ChannelName': 'train', 'DataSource': source, 'ContentType': 'text/csv'}],
            OutputDataConfig={'S3OutputPath': f's3://{BUCKET}/output'},
            ResourceConfig={'InstanceType': 'ml.m5.large', 'InstanceCount': 1, 'VolumeSizeInGB': 1},
            StoppingCondition={'MaxRuntimeInSeconds': 600})

    def create_job(self, name):
        self.sm.create_training_job(**self.job_request(name))
        return name

    def wait(self, name):
        while self.sm.describe_training_job(TrainingJobName=name)['TrainingJobStatus'] in ('InProgress', 'Stopping'):
            time.sleep(0.05)

    def model_request(self, name):
        return dict(ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer={'Image': IMAGE, 'ModelDataUrl': self.artifact})

    def config_request(self, name):
        variant = {'VariantName': 'A', 'ModelName': self.model, 'InitialInstanceCount': 1, 'InstanceType': 'ml.m5.large'}
        return dict(EndpointConfigName=name, ProductionVariants=[variant])

    def endpoint_request(self, name):
        return dict(EndpointName=name, EndpointConfigName=self.config)


# A value that the server needs in order to accept a member at all, instead of the first that fits.
def better(path, value):
    last = path[-1]
    if last in ('ModelDataUrl', 'S3Uri', 'S3OutputPath', 'DestinationS3Uri'):
        return f's3://{BUCKET}/key'
    if last == 'Image' or last == 'TrainingImage':
        return IMAGE
    if last == 'ModelName':
        return None
    if last == 'Regex':
        return 'a=([0-9]+)'
    return value


def json_services(report, client, unique, served):
    world = SageMaker(client, unique)
    sm = world.sm
    creating = {
        'CreateTrainingJob': (world.job_request, 'TrainingJobName', sm.create_training_job, sm.describe_training_job, 'TrainingJobArn'),
        'CreateModel': (world.model_request, 'ModelName', sm.create_model, sm.describe_model, 'ModelArn'),
        'CreateEndpointConfig': (
            world.config_request, 'EndpointConfigName', sm.create_endpoint_config, sm.describe_endpoint_config, 'EndpointConfigArn'),
        'CreateEndpoint': (world.endpoint_request, 'EndpointName', sm.create_endpoint, sm.describe_endpoint, 'EndpointArn'),
    }
    filters = filters_of(world, client('logs'))
    for service, api in (('sagemaker', sm), ('logs', client('logs'))):
        for operation in served[service]['operations']:
            shape = api.meta.service_model.operation_model(operation).input_shape
            if operation in creating:
                for path in paths_of(shape):
                    created(report, world, operation, shape, path, creating[operation])
            else:
                for name in shape.members:
                    base, told = filters.get(operation, (None, None))
                    if base is None:
                        report.wrong.append(f'{operation}: the test has no request for it')
                        break
                    asked(report, api, operation, shape, name, base, told)
    invoked(report, world)


def created(report, world, operation, shape, path, how):
    """A member of a request that creates something is described, or listed among its tags."""
    request_of, name_member, create, describe, arn_member = how
    name = world.unique()
    base = request_of(name)
    leaves = [step for step in path if isinstance(step, str)]

    def send():
        request, value = with_member(base, shape, path)
        request[name_member] = name
        put_better(request, path)
        if operation == 'CreateModel' and path[0] == 'Containers':
            request.pop('PrimaryContainer')
        return request, create(**request)

    def told(outcome):
        request, answer = outcome
        if leaves[0] == 'Tags':
            found = {'Tags': world.sm.list_tags(ResourceArn=answer[arn_member])['Tags']}
        else:
            found = describe(**{name_member: name})
        return includes(found[path[0]], request[path[0]])

    report.member(operation, path, send, told)


def put_better(request, path):
    holder = at_path(request, path[:-1])
    value = better(path, holder[path[-1]])
    if value is not None:
        holder[path[-1]] = value


def includes(found, sent):
    """Whether an answer holds all of what was sent; a service adds defaults of its own."""
    if isinstance(sent, dict):
        return isinstance(found, dict) and all(name in found and includes(found[name], value) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(found, list):
        return len(found) >= len(sent) and all(any(includes(one, value) for one in found) for value in sent)
    return found == sent


def asked(report, api, operation, shape, name, base, told):
    """A member of a request that reads or changes: it has an effect that `told` knows."""
    method = getattr(api, botocore.xform_name(operation))

    def send():
        request, value = with_member(base(), shape, (name,))
        return method(**request, **{}) if name not in told else told[name](method, base())

    report.member(operation, (name,), send, lambda outcome: outcome if isinstance(outcome, bool) else name in base())


def filters_of(world, logs):
    """By operation: a valid request, and by member whether it has its effect."""
    sm = world.sm
    future = 4102444800

    def lists(key, name, no_status='Stopping'):
        empty = lambda member, value: lambda method, base: method(**{**base, member: value})[key] == []
        page = lambda method, base: len(method(**{**base, 'MaxResults': 1})[key]) <= 1

        def sorted_by(method, base):
            names = [one[name] for one in method(**{**base, 'SortBy': 'Name', 'SortOrder': 'Ascending', 'MaxResults': 100})[key]]
            return names == sorted(names)

        def reversed_by(method, base):
            up, down = ([one[name] for one in method(**{**base, 'SortBy': 'Name', 'SortOrder': way, 'MaxResults': 100})[key]]
                        for way in ('Ascending', 'Descending'))
            return up == down[::-1]

        return {
            'CreationTimeAfter': empty('CreationTimeAfter', future), 'LastModifiedTimeAfter': empty('LastModifiedTimeAfter', future),
            'CreationTimeBefore': empty('CreationTimeBefore', 1), 'LastModifiedTimeBefore': empty('LastModifiedTimeBefore', 1),
            'NameContains': empty('NameContains', 'no-such-name'), 'StatusEquals': empty('StatusEquals', no_status),
            'MaxResults': page, 'SortBy': sorted_by, 'SortOrder': reversed_by,
        }

    arn = sm.describe_model(ModelName=world.model)['ModelArn']
    group = '/aws/sagemaker/TrainingJobs'
    stream = logs.describe_log_streams(logGroupName=group)['logStreams'][0]['logStreamName']
    identifier = f'arn:aws:logs:us-east-1:111122223333:log-group:{group}'
    events = lambda change: lambda method, base: method(**{**base, **change})['events'] == []
    own = lambda change, check: lambda method, base: check(method(**{**base, **change}))
    by_identifier = lambda method, base: bool(method(**{**{k: v for k, v in base.items() if k != 'logGroupName'}, 'logGroupIdentifier': identifier}))
    return {
        'ListTrainingJobs': (dict, lists('TrainingJobSummaries', 'TrainingJobName')),
        'ListModels': (dict, lists('Models', 'ModelName')),
        'ListEndpointConfigs': (dict, lists('EndpointConfigs', 'EndpointConfigName')),
        'ListEndpoints': (dict, lists('Endpoints', 'EndpointName', 'RollingBack')),
        'ListTrainingJobsForHyperParameterTuningJob': (lambda: {'HyperParameterTuningJobName': 'none'}, {}),
        'DescribeTrainingJob': (lambda: {'TrainingJobName': world.job}, {}),
        'StopTrainingJob': (lambda: {'TrainingJobName': world.job}, {}),
        'DeleteTrainingJob': (lambda: {'TrainingJobName': 'none'}, {}),
        'DescribeModel': (lambda: {'ModelName': world.model}, {}),
        'DeleteModel': (lambda: {'ModelName': 'none'}, {}),
        'DescribeEndpointConfig': (lambda: {'EndpointConfigName': world.config}, {}),
        'DeleteEndpointConfig': (lambda: {'EndpointConfigName': 'none'}, {}),
        'DescribeEndpoint': (lambda: {'EndpointName': world.endpoint}, {}),
        'DeleteEndpoint': (lambda: {'EndpointName': 'none'}, {}),
        'UpdateEndpoint': (lambda: {'EndpointName': 'none', 'EndpointConfigName': world.config}, {}),
        'AddTags': (lambda: {'ResourceArn': arn, 'Tags': [{'Key': 'k', 'Value': 'v'}]},
                    {'Tags': own({'Tags': [{'Key': 'k', 'Value': 'w'}]}, lambda answer: {'Key': 'k', 'Value': 'w'} in answer['Tags'])}),
        'ListTags': (lambda: {'ResourceArn': arn}, {'MaxResults': own({'MaxResults': 50}, lambda answer: len(answer['Tags']) <= 50)}),
        'DeleteTags': (lambda: {'ResourceArn': arn, 'TagKeys': ['k']}, {}),
        'DescribeLogGroups': (dict, {
            'logGroupNamePrefix': own({'logGroupNamePrefix': 'zzz'}, lambda answer: answer['logGroups'] == []),
            'logGroupNamePattern': own({'logGroupNamePattern': 'zzz'}, lambda answer: answer['logGroups'] == []),
            'logGroupClass': own({'logGroupClass': 'DELIVERY'}, lambda answer: answer['logGroups'] == []),
            'logGroupIdentifiers': own({'logGroupIdentifiers': ['zzz']}, lambda answer: answer['logGroups'] == []),
            'limit': own({'limit': 1}, lambda answer: len(answer['logGroups']) == 1),
        }),
        'DescribeLogStreams': (lambda: {'logGroupName': group}, {
            'logGroupIdentifier': by_identifier,
            'logStreamNamePrefix': own({'logStreamNamePrefix': 'zzz'}, lambda answer: answer['logStreams'] == []),
            'limit': own({'limit': 1}, lambda answer: len(answer['logStreams']) == 1),
            'orderBy': lambda method, base: ordered(method(**{**base, 'orderBy': 'LastEventTime'})['logStreams'], 'lastEventTimestamp'),
            'descending': lambda method, base: ordered(method(**{**base, 'descending': True})['logStreams'][::-1], 'logStreamName'),
        }),
        'FilterLogEvents': (lambda: {'logGroupName': group}, {
            'logGroupIdentifier': by_identifier,
            'logStreamNames': events({'logStreamNames': ['zzz']}), 'logStreamNamePrefix': events({'logStreamNamePrefix': 'zzz'}),
            'startTime': events({'startTime': future * 1000}), 'endTime': events({'endTime': 1}), 'filterPattern': events({'filterPattern': 'zzzz'}),
            'limit': own({'limit': 1}, lambda answer: len(answer['events']) == 1),
            'startFromHead': lambda method, base: newest_first(world.job, method, base),
            # Events always come in the order of time, and nothing is masked.
            'interleaved': own({'interleaved': True}, lambda answer: ordered(answer['events'], 'timestamp')),
            'unmask': own({'unmask': True}, lambda answer: len(answer['events']) > 0),
        }),
        'GetLogEvents': (lambda: {'logGroupName': group, 'logStreamName': stream}, {
            'logGroupIdentifier': by_identifier,
            'startTime': events({'startTime': future * 1000}), 'endTime': events({'endTime': 1}),
            'limit': own({'limit': 1}, lambda answer: len(answer['events']) == 1),
            'startFromHead': lambda method, base: method(**base, startFromHead=True, limit=1)['events'] != method(**base, limit=1)['events'],
            'unmask': own({'unmask': True}, lambda answer: len(answer['events']) > 0),
        }),
    }


def ordered(items, member):
    values = [item[member] for item in items]
    return values == sorted(values)


def newest_first(job, method, base):
    base = {**base, 'logStreamNamePrefix': f'{job}/'}
    first = method(**base)['events']
    last = method(**base, startFromHead=False, startTime=1704067200000)['events']
    return [one['eventId'] for one in last] == [one['eventId'] for one in first][::-1]


def invoked(report, world):
    """Members of InvokeEndpoint that reach the container or select it; one that only labels a request changes nothing."""
    base = {'EndpointName': world.endpoint, 'Body': b'1', 'ContentType': 'text/csv'}
    shape = world.runtime.meta.service_model.operation_model('InvokeEndpoint').input_shape
    labels = {'CustomAttributes', 'InferenceId', 'PrefixAwareId'}
    values = {'Accept': 'application/jsonlines', 'TargetVariant': 'A'}
    effects = {
        'Accept': lambda answer: answer['ContentType'] == 'application/jsonlines',
        'TargetVariant': lambda answer: answer['InvokedProductionVariant'] == 'A',
    }
    for name in shape.members:
        report.member(
            'InvokeEndpoint', (name,),
            lambda name=name: world.runtime.invoke_endpoint(**{**base, **({} if name in base else {name: values.get(name, 'abc')})}),
            lambda answer, name=name: name in base or name in labels or effects[name](answer))
