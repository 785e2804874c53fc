import type { AwsFailureCode, AwsFailureFacts } from './facts.ts';
import { lostNetwork, untrusted } from './symptoms.ts';
import type { Symptoms } from './symptoms.ts';

type Common = { operation: string; awsMessage: string };
/** A code with its facts. */
type Found = { [Code in AwsFailureCode]: readonly [Code, AwsFailureFacts[Code]] }[AwsFailureCode];

/** An error fits a row when all that the row names fits. */
interface Row {
  /** The error's name, whole. */
  readonly name?: RegExp;
  /** In its message. */
  readonly text?: RegExp;
  readonly when?: (symptoms: Symptoms) => boolean;
  /** `groups`: those of `text`. */
  readonly found: (common: Common, groups: readonly (string | undefined)[], symptoms: Symptoms) => Found;
}

/**
 * Every failure of AWS that we recognise, by the names and words of the services and the SDK; the first row that fits counts. Each code
 * has its message and way out in src/platform/explanations/ofAws.ts. Names are more stable than words, but SageMaker calls most things
 * a ValidationException.
 */
const rows: readonly Row[] = [
  // Credentials
  {
    // The SDK finds no token of a sign-in, or the portal no longer knows it.
    text: /SSO session token associated with profile=.* was not found|SSO session associated with this profile is invalid|Session token not found or invalid|Failed to load token from .*ENOENT/is,
    found: (c) => ['not-signed-in', c],
  },
  {
    text: /(?:SSO session (?:token )?associated with (?:this )?profile|Token is expired|in SSO Token).*(?:expired|invalid|not found|refresh)|To refresh this SSO session/is,
    found: (c) => ['credentials-expired', { ...c, sso: true }],
  },
  {
    // The portal refuses a token that was signed out, and OIDC one that has ended.
    name: /^(UnauthorizedException|InvalidGrantException)$/,
    found: (c) => ['credentials-expired', { ...c, sso: true }],
  },
  {
    // Sessions of `aws login`.
    text: /please re-?authenticate/i,
    found: (c) => ['credentials-expired', { ...c, sso: false }],
  },
  {
    name: /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/,
    found: (c) => ['credentials-expired', { ...c, sso: false }],
  },
  {
    text: /security token included in the request is expired/i,
    found: (c) => ['credentials-expired', { ...c, sso: false }],
  },
  {
    text: /credential_process returned expired credentials/,
    found: (c) => ['credentials-expired', { ...c, sso: false }],
  },
  {
    // The portal: the role of the profile is not, or no longer, assigned to who signed in.
    name: /^(CredentialsProviderError|TokenProviderError)$/,
    text: /ForbiddenException|No access/,
    found: (c) => ['credentials-rejected', c],
  },
  {
    name: /^(CredentialsProviderError|TokenProviderError|ProviderError)$/,
    when: ({ networkCode }) => networkCode === '',
    found: (c) => ['credentials-missing', c],
  },
  {
    name: /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/,
    found: (c) => ['clock-skewed', c],
  },
  {
    text: /signature not yet current|signature expired/i,
    found: (c) => ['clock-skewed', c],
  },
  {
    name: /^(InvalidAccessKeyId|UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|AuthFailure|MissingAuthenticationToken(Exception)?)$/,
    found: (c) => ['credentials-rejected', c],
  },
  {
    name: /^(BandwidthLimitExceeded|EC2ThrottledException|LimitExceededException|PriorRequestNotComplete|Throttling|ThrottlingException|ThrottledException|TooManyRequests(Exception)?|SlowDown|RequestLimitExceeded|RequestThrottled(Exception)?|ProvisionedThroughputExceededException|TransactionInProgressException)$/,
    found: (c) => ['throttled', c],
  },
  { when: ({ status }) => status === 429, found: (c) => ['throttled', c] },

  // Cost Explorer, which refuses whoever has not enabled it as it refuses those without the right
  { text: /not enabled for cost explorer/i, found: (c) => ['bill-not-available', c] },
  { name: /^DataUnavailableException$/, found: (c) => ['bill-not-available', c] },

  // Rights of the caller and of the role
  {
    text: /iam:PassRole on resource: (\S+)/,
    found: (c, [roleArn = '']) => ['pass-role-denied', { ...c, roleArn }],
  },
  {
    text: /Could not assume role (\S+?)\.? Please/,
    found: (c, [roleArn = '']) => ['role-not-assumable', { ...c, roleArn }],
  },
  {
    text: /execution role ARN "(.*?)" is invalid/,
    found: (c, [roleArn = '']) => ['role-not-assumable', { ...c, roleArn }],
  },
  {
    text: /unable to perform: sts:AssumeRole on the role|was unable to assume the role/,
    found: (c) => [
      'role-not-assumable',
      { ...c, roleArn: /arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]*[\w+=@/-]/.exec(c.awsMessage)?.[0] ?? '' },
    ],
  },
  {
    text: /must allow AWS EventBridge Scheduler to assume the role/,
    found: (c) => ['role-not-assumable', { ...c, roleArn: '' }],
  },
  {
    text: /Unauthorized to List objects under S3 URL|Access denied to OutputDataConfig S3 bucket|Access denied for repository/,
    found: (c) => ['role-lacks-access', c],
  },
  {
    // The service's own words about the role; the caller's are an AccessDenied.
    text: /no identity-based policy allows the s3:ListBucket action/,
    when: ({ name }) => !name.startsWith('AccessDenied'),
    found: (c) => ['role-lacks-access', c],
  },

  // Buckets and what is in them. The region comes first: SageMaker mentions it among other reasons.
  {
    text: /The bucket is in this region: ([a-z0-9-]+)/,
    found: (c, [region = 'unknown']) => ['bucket-in-other-region', { ...c, region }],
  },
  {
    text: /No S3 objects found under S3 URL "(.+?)"/,
    found: (c, [s3Uri = '']) => ['training-data-not-found', { ...c, s3Uri }],
  },
  {
    text: /Could not (?:access|find) model data at (s3:\S+?)[.,]?(?:\s|$)(?:.*ensure that the object is located in ([a-z0-9-]+))?/s,
    found: (c, [s3Uri = '', region]) => [
      'model-data-unreadable',
      { ...c, s3Uri, ...(region === undefined ? {} : { region }) },
    ],
  },
  {
    when: ({ name, status }) =>
      name === 'PermanentRedirect' || name === 'AuthorizationHeaderMalformed' || status === 301,
    found: (c, _, { bucketRegion, message }) => [
      'bucket-in-other-region',
      { ...c, region: bucketRegion ?? /region: ([a-z0-9-]+)/.exec(message)?.[1] ?? 'unknown' },
    ],
  },
  {
    // HEAD has no body with the code.
    name: /^Unknown$/,
    when: ({ status, bucketRegion }) => status === 400 && bucketRegion !== undefined,
    found: (c, _, { bucketRegion = 'unknown' }) => ['bucket-in-other-region', { ...c, region: bucketRegion }],
  },
  { name: /^BucketAlreadyExists$/, found: (c) => ['bucket-taken', c] },
  { name: /^BucketAlreadyOwnedByYou$/, found: (c) => ['bucket-yours-already', c] },
  {
    name: /^InvalidBucketName$/,
    found: () => ['bucket-name-invalid', { bucket: '', reason: 'characters' }],
  },

  // Quotas, capacity, names
  {
    text: /account-level service limit '([^']+)' is (\d+)/,
    found: (c, [quota = 'unknown', limit]) => ['quota-exceeded', { ...c, quota, limit: Number(limit) }],
  },
  {
    name: /^ResourceLimitExceeded$/,
    found: (c) => ['quota-exceeded', { ...c, quota: 'unknown', limit: undefined }],
  },
  {
    text: /CapacityError|InsufficientInstanceCapacity|Unable to provision requested ML compute capacity/,
    found: (c) => ['capacity-missing', c],
  },
  { text: /Cannot update in-progress endpoint/, found: (c) => ['endpoint-busy', c] },
  { name: /^ResourceInUse$/, found: (c) => ['resource-name-taken', c] },
  { text: /Cannot create already existing|already exists/, found: (c) => ['resource-name-taken', c] },
  {
    name: /^(NotFound|404|NoSuchKey|NoSuchBucket|ResourceNotFound|ResourceNotFoundException|NoSuchUpload|NoSuchEntity(Exception)?|NoSuchResourceException)$/,
    found: (c) => ['resource-not-found', c],
  },
  {
    text: /Could not find |Requested resource not found|Endpoint \S+ of account \d+ not found/,
    found: (c) => ['resource-not-found', c],
  },
  {
    // S3 responds to HEAD without a body, and therefore without a code.
    when: ({ name, status }) =>
      (status === 403 && name === 'Unknown') || /^(AccessDenied.*|Forbidden|403)$/.test(name),
    found: (c, _, { requestedArn }) => {
      const [, action, resource] = /perform: (\S+)(?: on resource: "?([^\s"]+))?/.exec(c.awsMessage) ?? [];
      const facts = { action: action ?? c.operation, resource: resource ?? requestedArn };
      return ['access-denied', { ...c, ...facts }];
    },
  },
  {
    // 409: another conditional write of the same key was in progress.
    when: ({ name, status }) => status === 412 || name === 'ConditionalRequestConflict',
    found: (c) => ['object-changed', c],
  },
  { when: ({ status }) => status === 507, found: (c) => ['storage-full', c] },
  {
    name: /^(ModelError|ModelNotReadyException)$/,
    found: (c, _, { status }) => ['model-error', { ...c, status }],
  },

  // The way to the service
  {
    when: ({ viaSocketFile, networkCode }) => viaSocketFile && lostNetwork.test(networkCode),
    found: (c) => ['local-server-gone', c],
  },
  {
    // Behind a proxy only the connection to the proxy itself can be refused.
    when: ({ proxy, proxyStatus, networkCode }) =>
      proxy !== '' &&
      (proxyStatus !== undefined || /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH)$/.test(networkCode)),
    found: (c, _, { proxy, proxyStatus: status }) => ['proxy-failed', { ...c, proxy, status }],
  },
  {
    when: ({ networkCode }) => untrusted.test(networkCode),
    found: (c, _, { networkCode, host }) => ['certificate-untrusted', { ...c, networkCode, host }],
  },
  {
    when: ({ name, networkCode }) => lostNetwork.test(networkCode) || name === 'TimeoutError',
    found: (c, _, { name, networkCode, host }) => [
      'network-unreachable',
      { ...c, networkCode: networkCode === '' ? name : networkCode, ...(host === '' ? {} : { host }) },
    ],
  },
  {
    name: /^(ValidationException|ValidationError|InvalidRequest|InvalidArgument)$/,
    found: (c) => ['request-invalid', c],
  },
];

/** The code and facts of the first row that fits. */
export function rowOf(symptoms: Symptoms): Found | undefined {
  const common = { operation: symptoms.operation, awsMessage: symptoms.message };
  for (const { name, text, when, found } of rows) {
    if (name?.test(symptoms.name) === false || when?.(symptoms) === false) continue;
    const match = text?.exec(symptoms.message);
    if (match === null) continue;
    return found(common, match?.slice(1) ?? [], symptoms);
  }
  return undefined;
}
