"""Calls every operation that the fake AWS has of its own through boto3: what it answers must fit botocore's service models, and members
that it does not understand must be refused. Standard input says where it is; `serve.ts` writes that."""
import base64
import hashlib
import json
import pathlib
import sys
import time
import urllib.parse
import urllib.request

import boto3
import botocore.config
import botocore.session
from botocore.exceptions import ClientError

peers = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(peers / 'clients'), str(peers / 'members')]
import validate_proxy
from values import value_of

given = json.load(sys.stdin)
trust = json.dumps({'Version': '2012-10-17', 'Statement': [
    {'Effect': 'Allow', 'Principal': {'Service': 'sagemaker.amazonaws.com'}, 'Action': 'sts:AssumeRole'}]})
policy = json.dumps({'Version': '2012-10-17', 'Statement': [
    {'Effect': 'Allow', 'Action': 's3:ListBucket', 'Resource': '*', 'Condition': {'StringLike': {'s3:prefix': 'a/*'}}}]})
wrong, called, passed = [], set(), 0


def expect(is_right, what):
    global passed
    if is_right:
        passed += 1
    else:
        wrong.append(what)


def check(operation_model, response_dict, **_):
    """What comes over the wire, against the model of the operation; a header that only AWS's own traces have is no matter."""
    service = operation_model.service_model.service_name
    called.add((service, operation_model.name))
    status, body = response_dict['status_code'], response_dict['body']
    found = validate_proxy.V({})
    request = {'id': {'service': service}, 'method': operation_model.http['method']}
    validate_proxy.check_response(operation_model, request, status, list(response_dict['headers'].items()), body, found)
    output = operation_model.output_shape
    if operation_model.service_model.resolved_protocol == 'rest-json' and output is not None and status < 300:
        payload = output.serialization.get('payload')
        validate_proxy.json_out(output.members[payload] if payload else output, json.loads(body), operation_model.name, found)
    # The portal's ForbiddenException is in no model.
    bad = [one['message'] for one in found
           if (one['severity'] == 'error' or one['kind'] == 'response_error_code') and 'ForbiddenException' not in one['message']]
    expect(not bad, f'{service}.{operation_model.name}: {bad}')


def client(service, **more):
    # What is not valid is refused by the fake, not by botocore.
    config = botocore.config.Config(parameter_validation=False, retries={'max_attempts': 0})
    made = boto3.client(service, endpoint_url=given['endpoint'], region_name='us-east-1', config=config, **{
        'aws_access_key_id': given['accessKeyId'], 'aws_secret_access_key': given['secretAccessKey'], **more})
    made.meta.events.register(f'before-parse.{service}', check)
    return made


def fails(code, method, /, **parameters):
    try:
        method(**parameters)
        expect(False, f'{method.__name__} with {list(parameters)} was taken')
    except ClientError as error:
        found = error.response['Error']['Code']
        expect(code is None or found == code, f'{method.__name__}: {found} in place of {code}')


def pages(made, operation, **parameters):
    """All pages of a list, one item each."""
    return list(made.get_paginator(operation).paginate(**parameters, PaginationConfig={'PageSize': 1}))


def sts():
    made = client('sts')
    expect(made.get_caller_identity()['Account'] == '111122223333', 'GetCallerIdentity')
    mfa = {'SerialNumber': given['serial'], 'TokenCode': '123456'}
    made.get_session_token(DurationSeconds=900, **mfa)
    role = 'arn:aws:iam::111122223333:role/Guest'
    session = made.assume_role(RoleArn=role, RoleSessionName='ada', DurationSeconds=900, ExternalId='external', SourceIdentity='ada',
                               Tags=[{'Key': 'a', 'Value': 'b'}], **mfa)['Credentials']
    assumed = client('sts', aws_access_key_id=session['AccessKeyId'], aws_secret_access_key=session['SecretAccessKey'],
                     aws_session_token=session['SessionToken'])
    expect(assumed.get_caller_identity()['Arn'].endswith(':assumed-role/Guest/ada'), 'the identity of a role')
    fails('AccessDenied', made.assume_role, RoleArn=f'{role}2', RoleSessionName='ada')
    web = {'RoleArn': 'arn:aws:iam::111122223333:role/Ci', 'RoleSessionName': 'ci'}
    made.assume_role_with_web_identity(**web, WebIdentityToken=given['webToken'])
    fails('InvalidIdentityToken', made.assume_role_with_web_identity, **web, WebIdentityToken='none')


def iam():
    made = client('iam')
    name = {'RoleName': 'Made'}
    made.create_role(**name, Path='/p/', AssumeRolePolicyDocument=trust, Description='d', MaxSessionDuration=3600, Tags=[{'Key': 'a', 'Value': 'b'}])
    fails('EntityAlreadyExists', made.create_role, **name, AssumeRolePolicyDocument=trust)
    fails('MalformedPolicyDocument', made.create_role, RoleName='Other', AssumeRolePolicyDocument='{')
    made.tag_role(**name, Tags=[{'Key': 'c', 'Value': 'd'}])
    role = made.get_role(**name)['Role']
    expect(role['AssumeRolePolicyDocument'] == json.loads(trust), 'the trust of a role')
    made.put_role_policy(**name, PolicyName='p', PolicyDocument=policy)
    expect(made.get_role_policy(**name, PolicyName='p')['PolicyDocument'] == json.loads(policy), 'the policy of a role')
    expect(len(pages(made, 'list_roles', PathPrefix='/')) > 2, 'pages of ListRoles')
    pages(made, 'list_role_policies', **name)
    pages(made, 'list_account_aliases')
    simulate = {'PolicySourceArn': role['Arn'], 'ActionNames': ['s3:ListBucket', 's3:GetObject'], 'ResourceArns': ['arn:aws:s3:::b']}
    unknown = [one for page in pages(made, 'simulate_principal_policy', **simulate) for one in page['EvaluationResults']]
    expect([one['EvalDecision'] for one in unknown] == ['implicitDeny'] * 2 and unknown[0]['MissingContextValues'] == ['s3:prefix'], 'a simulation')
    known = made.simulate_principal_policy(**simulate, ContextEntries=[
        {'ContextKeyName': 's3:prefix', 'ContextKeyType': 'string', 'ContextKeyValues': ['a/b']}])
    expect(known['EvaluationResults'][0]['EvalDecision'] == 'allowed', 'a simulation with its context')
    fails('DeleteConflict', made.delete_role, **name)
    made.delete_role_policy(**name, PolicyName='p')
    made.delete_role(**name)
    fails('NoSuchEntity', made.get_role, **name)


def cost_explorer():
    made = client('ce')
    wanted = {
        'TimePeriod': {'Start': '2026-12-01', 'End': '2026-12-03'},
        'Granularity': 'MONTHLY',
        'Metrics': ['UnblendedCost'],
        'Filter': {'Dimensions': {'Key': 'SERVICE', 'Values': ['Amazon SageMaker']}},
    }
    [month] = made.get_cost_and_usage(**wanted)['ResultsByTime']
    expect(float(month['Total']['UnblendedCost']['Amount']) == 0, 'GetCostAndUsage')
    backwards = {**wanted, 'TimePeriod': {'Start': '2026-12-03', 'End': '2026-12-01'}}
    fails('ValidationException', made.get_cost_and_usage, **backwards)


def service_quotas():
    made = client('service-quotas')
    quota = {'ServiceCode': 'sagemaker', 'QuotaCode': 'L-611FA074'}
    expect(made.get_service_quota(**quota)['Quota']['Value'] == 4, 'GetServiceQuota')
    made.get_aws_default_service_quota(**quota)
    fails('NoSuchResourceException', made.get_service_quota, **{**quota, 'QuotaCode': 'L-614B09FD'})
    for operation in ('list_service_quotas', 'list_aws_default_service_quotas'):
        expect(len(made.get_paginator(operation).paginate(ServiceCode='sagemaker').build_full_result()['Quotas']) > 100, operation)
    fails('InvalidPaginationTokenException', made.list_service_quotas, ServiceCode='sagemaker', NextToken='????')
    fails('IllegalArgumentException', made.list_service_quotas, ServiceCode='sagemaker', MaxResults=101)


def pricing():
    made = client('pricing')
    filters = [{'Type': 'TERM_MATCH', 'Field': 'regionCode', 'Value': 'us-east-1'},
               {'Type': 'TERM_MATCH', 'Field': 'component', 'Value': 'Hosting'}]
    asked = {'ServiceCode': 'AmazonSageMaker', 'FormatVersion': 'aws_v1', 'Filters': filters}
    one = made.get_products(**{**asked, 'Filters': [*filters, {'Type': 'TERM_MATCH', 'Field': 'instanceName', 'Value': 'ml.m5.xlarge'}]})['PriceList']
    expect(len(one) == 1, 'one product by region, component and instance')
    record = json.loads(one[0])
    [offer] = record['terms']['OnDemand'].values()
    [dimension] = offer['priceDimensions'].values()
    expect(record['product']['attributes']['usagetype'] == 'USE1-Host:ml.m5.xlarge' and record['serviceCode'] == 'AmazonSageMaker', 'a product')
    expect(dimension['unit'] == 'Hrs' and float(dimension['pricePerUnit']['USD']) == 0.23, 'a price')
    listed = [text for page in pages(made, 'get_products', **asked) for text in page['PriceList']]
    expect(len(listed) == 6 and len(set(listed)) == 6, 'pages of GetProducts')
    fails('InvalidParameterException', made.get_products, **{**asked, 'ServiceCode': 'None'})
    fails('InvalidParameterException', made.get_products, **asked, MaxResults=101)
    fails('InvalidNextTokenException', made.get_products, **asked, NextToken='????')


def sso():
    oidc = client('sso-oidc')
    redirect = 'http://127.0.0.1:9/oauth/callback'
    registered = oidc.register_client(
        clientName='check', clientType='public', scopes=['sso:account:access'], redirectUris=['http://127.0.0.1/oauth/callback'],
        grantTypes=['authorization_code', 'refresh_token'], issuerUrl=given['startUrl'])
    fails('InvalidClientMetadataException', oidc.register_client, clientName='check', clientType='confidential')
    fails('InvalidRedirectUriException', oidc.register_client, clientName='check', clientType='public', redirectUris=['https://example.com'])
    own = {name: registered[name] for name in ('clientId', 'clientSecret')}
    device = oidc.start_device_authorization(**own, startUrl=given['startUrl'])
    grant = {**own, 'grantType': 'urn:ietf:params:oauth:grant-type:device_code', 'deviceCode': device['deviceCode']}
    fails('AuthorizationPendingException', oidc.create_token, **grant)
    for _ in range(500):
        try:
            token = oidc.create_token(**grant)
            break
        except oidc.exceptions.AuthorizationPendingException:
            time.sleep(0.02)
    verifier = 'v' * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip('=')
    code = authorized('/authorize', {'client_id': own['clientId'], 'redirect_uri': redirect, 'code_challenge': challenge})
    by_code = {**own, 'grantType': 'authorization_code', 'code': code, 'redirectUri': redirect, 'codeVerifier': verifier}
    oidc.create_token(**by_code)
    fails('InvalidGrantException', oidc.create_token, **by_code)
    token = oidc.create_token(**own, grantType='refresh_token', refreshToken=token['refreshToken'], scope=['sso:account:access'])
    fails('UnsupportedGrantTypeException', oidc.create_token, **own, grantType='password')
    fails('InvalidClientException', oidc.create_token, **{**own, 'clientSecret': 'guessed'}, grantType='refresh_token')
    portal, access = client('sso'), {'accessToken': token['accessToken']}
    account = {'accountId': '111122223333'}
    portal.get_role_credentials(**access, **account, roleName='Science')
    fails('ForbiddenException', portal.get_role_credentials, **access, **account, roleName='None')
    pages(portal, 'list_accounts', **access)
    expect(len(pages(portal, 'list_account_roles', **access, **account)) == 2, 'pages of ListAccountRoles')
    portal.logout(**access)
    fails('UnauthorizedException', portal.list_accounts, **access)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def authorized(path, parameters):
    """The code with which an authorization page leads back to a program."""
    query = urllib.parse.urlencode({'response_type': 'code', 'state': 's', 'code_challenge_method': 'S256', **parameters})
    try:
        urllib.request.build_opener(NoRedirect).open(f"{given['endpoint']}{path}?{query}")
    except urllib.error.HTTPError as answer:
        return urllib.parse.parse_qs(urllib.parse.urlparse(answer.headers['location']).query)['code'][0]


def members():
    """Every operation and member that is understood is one of the model; every other member is refused."""
    session = botocore.session.get_session()
    for service, operations in given['understood'].items():
        model = session.get_service_model(service)
        made = client(service) if service not in ('sso', 'signin') else None
        for operation, understood in operations.items():
            shape = model.operation_model(operation).input_shape
            known = {} if shape is None else shape.members
            for name in understood:
                expect(name in known, f'{service}.{operation} has no member {name}')
            for name in [] if shape is None else shape.required_members:
                expect(name in understood, f'{service}.{operation} needs {name}')
            for name in [] if made is None else [name for name in known if name not in understood]:
                fails(None, getattr(made, botocore.xform_name(operation)), **{name: value_of(known[name])})
            if service != 'signin':
                expect((service, operation) in called, f'{service}.{operation} was not called')


sts()
iam()
service_quotas()
pricing()
cost_explorer()
sso()
members()
for line in wrong:
    print(f'    {line}')
print(f'  {passed} passed, {len(wrong)} failed')
sys.exit(1 if wrong or passed < 100 else 0)
