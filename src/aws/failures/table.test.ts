import { expect, test } from 'vitest';
import { recognise, recogniseReason } from './errors.ts';

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });

const roleArn = 'arn:aws:iam::111122223333:role/service/Learner';
const userArn = 'arn:aws:iam::111122223333:user/u';

test.each<[string, string, string, string, object]>([
  [
    'action that the caller lacks',
    'AccessDeniedException',
    `User: ${userArn} is not authorized to perform: sagemaker:CreateTrainingJob on resource: arn:aws:sagemaker:eu-west-1:111122223333:training-job/j with an explicit deny in a service control policy`,
    'access-denied',
    {
      action: 'sagemaker:CreateTrainingJob',
      resource: 'arn:aws:sagemaker:eu-west-1:111122223333:training-job/j',
    },
  ],
  [
    'account that has not enabled Cost Explorer',
    'AccessDeniedException',
    'User not enabled for cost explorer access',
    'bill-not-available',
    {},
  ],
  [
    'account that has enabled Cost Explorer today',
    'DataUnavailableException',
    'Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be ingested yet',
    'bill-not-available',
    {},
  ],
  [
    'role that the caller may not pass',
    'AccessDeniedException',
    `User: ${userArn} is not authorized to perform: iam:PassRole on resource: ${roleArn} because no identity-based policy allows the iam:PassRole action`,
    'pass-role-denied',
    { roleArn },
  ],
  [
    'role that a training cannot assume',
    'ValidationException',
    `Could not assume role ${roleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
    'role-not-assumable',
    { roleArn },
  ],
  [
    'role that a model cannot assume',
    'ValidationException',
    `The execution role ARN "${roleArn}" is invalid. Please ensure that the role exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".`,
    'role-not-assumable',
    { roleArn },
  ],
  [
    'training data that is not there',
    'ValidationException',
    `No S3 objects found under S3 URL "s3://b/train/" given in input data source. Please ensure that the bucket exists in the selected region (eu-west-1), that objects exist under that S3 prefix, and that the role "${roleArn}" has "s3:ListBucket" permissions on bucket "b".`,
    'training-data-not-found',
    { s3Uri: 's3://b/train/' },
  ],
  [
    'data that the role may not list',
    'ValidationException',
    'Unauthorized to List objects under S3 URL "s3://b/train/" given in input data source.',
    'role-lacks-access',
    {},
  ],
  [
    'output that the role may not write',
    'ValidationException',
    'Access denied to OutputDataConfig S3 bucket: b',
    'role-lacks-access',
    {},
  ],
  [
    'data that no policy of the role allows',
    'ValidationException',
    `User: arn:aws:sts::111122223333:assumed-role/Learner/SageMaker is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::b" because no identity-based policy allows the s3:ListBucket action`,
    'role-lacks-access',
    {},
  ],
  [
    'image that the role may not pull',
    'ValidationException',
    'Access denied for repository: linear-learner in registry: 438346466558',
    'role-lacks-access',
    {},
  ],
  [
    'bucket in another region',
    'PermanentRedirect',
    'The bucket is in this region: eu-west-1. Please use this region to retry the request',
    'bucket-in-other-region',
    { region: 'eu-west-1' },
  ],
  [
    'training data in another region',
    'ValidationException',
    'S3 error for "s3://b/train/": The bucket is in this region: us-west-2. Please use this region to retry the request (Service: Amazon S3; Status Code: 301)',
    'bucket-in-other-region',
    { region: 'us-west-2' },
  ],
  [
    'model that is not readable',
    'ValidationException',
    `Could not access model data at s3://b/model.tar.gz. Please ensure that the role "${roleArn}" exists and that its trust relationship policy allows the action "sts:AssumeRole"`,
    'model-data-unreadable',
    { s3Uri: 's3://b/model.tar.gz' },
  ],
  [
    'model in another region',
    'ValidationException',
    'Could not access model data at s3://b/model.tar.gz. Please ensure that the object is located in eu-west-1.',
    'model-data-unreadable',
    { s3Uri: 's3://b/model.tar.gz', region: 'eu-west-1' },
  ],
  [
    'exceeded quota',
    'ResourceLimitExceeded',
    "The account-level service limit 'ml.m5.large for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.",
    'quota-exceeded',
    { quota: 'ml.m5.large for training job usage', limit: 0 },
  ],
  [
    'name of a model',
    'ValidationException',
    'Cannot create already existing model "arn:m".',
    'resource-name-taken',
    {},
  ],
  [
    'name of an endpoint configuration',
    'ValidationException',
    'Cannot create already existing endpoint configuration "arn:c".',
    'resource-name-taken',
    {},
  ],
  ['missing model', 'ValidationException', 'Could not find model "arn:m".', 'resource-not-found', {}],
  [
    'expired SSO session',
    'CredentialsProviderError',
    'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
    'credentials-expired',
    { sso: true },
  ],
  [
    'invalid SSO session',
    'CredentialsProviderError',
    'The SSO session associated with this profile is invalid. To refresh this SSO session run aws sso login with the corresponding profile.',
    'not-signed-in',
    {},
  ],
  [
    'expired SSO token',
    'TokenProviderError',
    "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    'credentials-expired',
    { sso: true },
  ],
  [
    'missing SSO token',
    'CredentialsProviderError',
    "The SSO session token associated with profile=dev was not found or is invalid. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    'not-signed-in',
    {},
  ],
  [
    'SSO token that cannot be refreshed',
    'CredentialsProviderError',
    "Value not present for 'clientId' in SSO Token. Cannot refresh. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    'credentials-expired',
    { sso: true },
  ],
  [
    'SSO token that the portal refuses',
    'UnauthorizedException',
    'Session token not found or invalid',
    'not-signed-in',
    {},
  ],
  [
    'session of aws login',
    'CredentialsProviderError',
    'Failed to load a token for session arn:aws:iam::1:user/u, please re-authenticate using aws login',
    'credentials-expired',
    { sso: false },
  ],
  [
    'missing credentials',
    'CredentialsProviderError',
    'Could not load credentials from any providers',
    'credentials-missing',
    {},
  ],
  ['missing profile', 'CredentialsProviderError', 'Profile dev was not found.', 'credentials-missing', {}],
  [
    'expired keys in S3',
    'ExpiredToken',
    'The provided token has expired.',
    'credentials-expired',
    { sso: false },
  ],
  [
    'expired keys as an expired request',
    'RequestExpired',
    'The security token included in the request is expired',
    'credentials-expired',
    { sso: false },
  ],
  [
    'unknown key in S3',
    'InvalidAccessKeyId',
    'The AWS Access Key Id you provided does not exist in our records.',
    'credentials-rejected',
    {},
  ],
  [
    'unknown key in SageMaker',
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    'credentials-rejected',
    {},
  ],
  [
    'unknown key in STS',
    'InvalidClientTokenId',
    'The security token included in the request is invalid.',
    'credentials-rejected',
    {},
  ],
  [
    'wrong secret',
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    'credentials-rejected',
    {},
  ],
  [
    'clock that is behind',
    'InvalidSignatureException',
    'Signature expired: 20261130T100000Z is now earlier than 20261130T110000Z (20261130T111500Z - 15 min.)',
    'clock-skewed',
    {},
  ],
  [
    'clock that is ahead',
    'InvalidSignatureException',
    'Signature not yet current: 20261130T120000Z is still later than 20261130T111500Z',
    'clock-skewed',
    {},
  ],
  ['clock in S3', 'RequestExpired', 'Request has expired.', 'clock-skewed', {}],
  ['throttling of S3', 'SlowDown', 'Please reduce your request rate.', 'throttled', {}],
  ['throttling of Logs', 'Throttling', 'Rate exceeded', 'throttled', {}],
  ['throttling of quotas', 'TooManyRequestsException', 'Too Many Requests', 'throttled', {}],
  ['throttling by requests', 'RequestLimitExceeded', 'Request limit exceeded.', 'throttled', {}],
  [
    "bucket name that is someone else's",
    'BucketAlreadyExists',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    'bucket-taken',
    {},
  ],
  [
    'bucket that the caller owns',
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    'bucket-yours-already',
    {},
  ],
])('%s has its own code and facts', (_, name, message, code, facts) => {
  expect(recognise(named(name, message), 'SomeOperation')).toMatchObject({ code, facts });
});

test.each<[string, string, object]>([
  [
    `ClientError: Failed to invoke sts:AssumeRole: SageMaker is unable to perform: sts:AssumeRole on the role ${roleArn}.`,
    'role-not-assumable',
    { roleArn },
  ],
  ['InternalServerError: SageMaker was unable to assume the role', 'role-not-assumable', { roleArn: '' }],
  [
    'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
    'capacity-missing',
    {},
  ],
  ['InsufficientInstanceCapacity: no instances of ml.m5.large', 'capacity-missing', {}],
  [
    'ClientError: Data download failed:NoSuchKey (404): No S3 objects found under S3 URL "s3://b/train/" given in input data source.',
    'training-data-not-found',
    { s3Uri: 's3://b/train/' },
  ],
])('reason of a failed job is recognised: %s', (reason, code, facts) => {
  expect(recogniseReason(reason, 'DescribeTrainingJob')).toMatchObject({ code, facts });
});

test("reason of the learner's own is none of the service's", () => {
  expect(recogniseReason('AlgorithmError: NaN in the loss', 'DescribeTrainingJob')).toBeUndefined();
});

test.each([
  ['ENOTFOUND', { hostname: 'sts.eu-west-1.amazonaws.com' }, 'sts.eu-west-1.amazonaws.com'],
  ['ECONNREFUSED', { address: '10.0.0.1', port: 443 }, '10.0.0.1:443'],
  ['ETIMEDOUT', { address: '10.0.0.1', port: 443, requestHost: 's3.amazonaws.com' }, 's3.amazonaws.com'],
])('%s names the host', (code, more, host) => {
  const error = named('Error', `failed ${code}`, { code, ...more });
  expect(recognise(error, 'x')).toMatchObject({
    code: 'network-unreachable',
    facts: { networkCode: code, host },
  });
});

test('network failure that a credential provider reports as text is one of the network', () => {
  const error = named(
    'CredentialsProviderError',
    'Error: getaddrinfo ENOTFOUND portal.sso.eu-west-1.amazonaws.com',
  );
  expect(recognise(error, 'x')).toMatchObject({
    code: 'network-unreachable',
    facts: { networkCode: 'ENOTFOUND', host: 'portal.sso.eu-west-1.amazonaws.com' },
  });
});

test('certificate of nobody we trust has its own failure', () => {
  const error = named('Error', 'self-signed certificate in certificate chain', {
    code: 'SELF_SIGNED_CERT_IN_CHAIN',
    requestHost: 's3.amazonaws.com',
  });
  expect(recognise(error, 'x')).toMatchObject({
    code: 'certificate-untrusted',
    facts: { host: 's3.amazonaws.com' },
  });
});

test('stack within a message is left to the log', () => {
  const stack = 'Error: broken\n    at a (aws.mjs:1:2)\n    at b (aws.mjs:3:4)';
  const error = named('CredentialsProviderError', stack);
  const failure = recognise(error, 'x');
  expect(failure).toMatchObject({
    facts: { awsMessage: 'Error: broken' },
    message: 'x: CredentialsProviderError: Error: broken',
  });
  expect(failure.cause).toBe(error);
});
