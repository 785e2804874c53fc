"""IAM and STS."""
from values import with_member

ROLE = 'LinearLearnerLocalExecutionRole'
ARN = f'arn:aws:iam::111122223333:role/{ROLE}'


def query_services(report, client):
    iam, sts = client('iam'), client('sts')
    requests = [
        (sts, 'GetCallerIdentity', {}, {}),
        (iam, 'GetRole', {'RoleName': ROLE}, {'RoleName': lambda answer: answer['Role']['RoleName'] == ROLE}),
        (iam, 'ListRoles', {}, {
            'PathPrefix': lambda answer: answer['Roles'] == [],
            'MaxItems': lambda answer: [one['RoleName'] for one in answer['Roles']] == [ROLE],
        }),
        (iam, 'SimulatePrincipalPolicy', {'PolicySourceArn': ARN, 'ActionNames': ['s3:GetObject', 's3:PutObject']}, {
            'PolicySourceArn': lambda answer: True,
            'ActionNames': lambda answer: [one['EvalActionName'] for one in answer['EvaluationResults']] == ['s3:GetObject', 's3:PutObject'],
            'ResourceArns': lambda answer: {one['EvalResourceName'] for one in answer['EvaluationResults']} == {'arn:aws:s3:::members'},
            'ContextEntries': lambda answer: {one['EvalDecision'] for one in answer['EvaluationResults']} == {'allowed'},
            'MaxItems': lambda answer: len(answer['EvaluationResults']) == 1 and answer['IsTruncated'],
            'Marker': lambda answer: len(answer['EvaluationResults']) == 1,
        }),
    ]
    values = {'PathPrefix': '/members/', 'ResourceArns': ['arn:aws:s3:::members'], 'MaxItems': 1, 'Marker': '1'}
    for api, operation, base, effects in requests:
        shape = api.meta.service_model.operation_model(operation).input_shape
        method = {'GetCallerIdentity': sts.get_caller_identity, 'GetRole': iam.get_role, 'ListRoles': iam.list_roles, 'SimulatePrincipalPolicy': iam.simulate_principal_policy}[operation]
        for name in shape.members if shape is not None else ():
            def send(name=name, base=base, shape=shape, method=method):
                if name in base:
                    return method(**base)
                value = values.get(name) or with_member(None, shape.members[name], ())[1]
                return method(**base, **{name: value})
            report.member(operation, (name,), send, lambda answer, name=name, effects=effects: effects[name](answer))
