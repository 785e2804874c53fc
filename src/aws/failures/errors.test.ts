import { expect, test } from 'vitest';
import { Failure } from '../../learner/errors.ts';
import { hasCode, recognise } from './errors.ts';

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

test.each([
  ['ExpiredTokenException', 'The security token included in the request is expired', 'credentials-expired'],
  [
    'CredentialsProviderError',
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    'credentials-expired',
  ],
  ['CredentialsProviderError', 'Could not load credentials from any providers', 'credentials-missing'],
  ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'credentials-rejected'],
  [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large',
    'clock-skewed',
  ],
  ['AccessDenied', 'Access Denied', 'access-denied'],
  ['BucketAlreadyExists', 'The requested bucket name is not available.', 'bucket-taken'],
  ['NoSuchBucket', 'The specified bucket does not exist', 'resource-not-found'],
  [
    'ValidationException',
    'Could not find endpoint "arn:aws:sagemaker:us-east-1:1:endpoint/x".',
    'resource-not-found',
  ],
  ['ValidationException', 'Requested resource not found.', 'resource-not-found'],
  ['ValidationException', 'Cannot create already existing endpoint "arn".', 'resource-name-taken'],
  [
    'ResourceInUse',
    'Training job names must be unique within an AWS account and region',
    'resource-name-taken',
  ],
  ['ValidationException', 'Cannot update in-progress endpoint "arn".', 'endpoint-busy'],
  ['ValidationException', '1 validation error detected', 'request-invalid'],
  ['ThrottlingException', 'Rate exceeded', 'throttled'],
  ['ModelError', 'Received client error (400) from primary', 'model-error'],
  ['InternalFailure', 'We are looking into it', 'service-failed'],
])('%s: %s', (name, message, code) => {
  expect(recognise(named(name, message), 'SomeOperation')).toMatchObject({ code });
});

test('full disk of the embedded server has its own failure', () => {
  const error = named('InternalError', 'No space left on the disk of the embedded server.', {
    $metadata: { httpStatusCode: 507 },
  });
  expect(recognise(error, 'PutObject')).toMatchObject({ code: 'storage-full' });
});

test('exceeded quota has its own failure, with its limit', () => {
  const message =
    "The account-level service limit 'ml.m4.xlarge for endpoint usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances.";
  const failure = recognise(named('ResourceLimitExceeded', message), 'CreateEndpoint');
  expect(failure.facts).toMatchObject({ quota: 'ml.m4.xlarge for endpoint usage', limit: 0 });
});

test('role that may not be passed and role that cannot be assumed are named', () => {
  const denied = named(
    'AccessDeniedException',
    'User: u is not authorized to perform: iam:PassRole on resource: arn:r',
  );
  expect(recognise(denied, 'x')).toMatchObject({ code: 'pass-role-denied', facts: { roleArn: 'arn:r' } });
  const unassumable = named(
    'ValidationException',
    'Could not assume role arn:r. Please ensure that the role exists',
  );
  expect(recognise(unassumable, 'x')).toMatchObject({
    code: 'role-not-assumable',
    facts: { roleArn: 'arn:r' },
  });
});

test('denied action is named with its resource', () => {
  const denied = named(
    'AccessDeniedException',
    'User: u is not authorized to perform: sagemaker:CreateEndpoint on resource: arn:e because no policy allows it',
  );
  const facts = { action: 'sagemaker:CreateEndpoint', resource: 'arn:e' };
  expect(recognise(denied, 'CreateEndpoint')).toMatchObject({ code: 'access-denied', facts });
});

test('refused socket file means the local server, refused host the network', () => {
  const local = named('Error', 'connect ECONNREFUSED /tmp/s', { code: 'ECONNREFUSED', address: '/tmp/s' });
  expect(recognise(local, 'x').code).toBe('local-server-gone');
  const remote = named('Error', 'connect ECONNREFUSED', {
    code: 'ECONNREFUSED',
    address: '10.0.0.1',
    port: 443,
  });
  expect(recognise(new AggregateError([remote]), 'x').code).toBe('network-unreachable');
});

test('bucket in another region is reported with its region', () => {
  const moved = named('UnknownError', '', {
    $response: { statusCode: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
  });
  expect(recognise(moved, 'HeadBucket')).toMatchObject({
    code: 'bucket-in-other-region',
    facts: { region: 'eu-west-1' },
  });
});

test('an answer without a body has its status for a message', () => {
  const bare = named('NotFound', 'UnknownError', { $metadata: { httpStatusCode: 404 } });
  expect(recognise(bare, 'HeadObject')).toMatchObject({
    code: 'resource-not-found',
    facts: { operation: 'HeadObject', awsMessage: 'HTTP 404' },
  });
});

test('recognise returns a failure unchanged', () => {
  const failure = new Failure('endpoint-busy', {}, 'text');
  expect(recognise(failure, 'x')).toBe(failure);
  expect(hasCode(failure, 'endpoint-busy')).toBe(true);
  expect(hasCode(new Error('x'), 'endpoint-busy')).toBe(false);
});
