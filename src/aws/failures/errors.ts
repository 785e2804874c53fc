import { Failure } from '../../learner/errors.ts';
import { rightsOf } from '../permissions/operations.ts';
import type { S3FailureFacts } from './s3Failures.ts';

/** Facts of each failure, by its code. `operation` is the API operation, `awsMessage` the service's message. */
export interface AwsFailureFacts extends S3FailureFacts {
  'credentials-expired': { operation: string; awsMessage: string; sso: boolean };
  'credentials-missing': { operation: string; awsMessage: string };
  'credentials-rejected': { operation: string; awsMessage: string };
  /** A profile of the shared config names a section that does not exist. */
  'services-section-missing': { profile: string; section: string };
  'endpoint-url-invalid': { profile: string; url: string };
  'clock-skewed': { operation: string; awsMessage: string };
  'pass-role-denied': { operation: string; awsMessage: string; roleArn: string };
  'access-denied': { operation: string; awsMessage: string; action: string; resource: string };
  'role-not-assumable': { operation: string; awsMessage: string; roleArn: string };
  'role-lacks-access': { operation: string; awsMessage: string };
  'object-changed': { operation: string; awsMessage: string };
  /** `otherJobName`: the job whose data replaced it; '' when unknown. */
  'training-data-replaced': { s3Uri: string; trainingJobName: string; otherJobName: string };
  'training-data-not-found': { operation: string; awsMessage: string; s3Uri: string };
  'model-data-unreadable': { operation: string; awsMessage: string; s3Uri: string };
  'bucket-in-other-region': { operation: string; awsMessage: string; region: string };
  'bucket-taken': { operation: string; awsMessage: string };
  'bucket-name-invalid': { bucket: string; reason: BucketNameProblem };
  's3-uri-invalid': { uri: string };
  /** A prefix without an object that is a table. */
  'table-objects-missing': { s3Uri: string };
  'too-many-table-objects': { s3Uri: string; limit: number };
  'resource-not-found': { operation: string; awsMessage: string; s3Uri?: string };
  'resource-name-taken': { operation: string; awsMessage: string };
  'endpoint-busy': { operation: string; awsMessage: string };
  'endpoint-failed': { endpointName: string; reason: string };
  'quota-exceeded': { operation: string; awsMessage: string; quota: string; limit: number | undefined };
  throttled: { operation: string; awsMessage: string };
  'network-unreachable': { operation: string; awsMessage: string; networkCode: string };
  'local-server-gone': { operation: string; awsMessage: string };
  'local-server-not-started': Record<string, never>;
  'model-error': { operation: string; awsMessage: string; status: number | undefined };
  'storage-full': { operation: string; awsMessage: string };
  'request-invalid': { operation: string; awsMessage: string };
  'service-failed': { operation: string; awsMessage: string; name: string; status: number | undefined };
  'answer-incomplete': { operation: string; member: string };
  'answer-unreadable': { operation: string; body: string };
  'upload-unreadable': { path: string; systemCode: string };
  'download-unwritable': { path: string; systemCode: string };
}

export type AwsFailureCode = keyof AwsFailureFacts;
export type AwsFailure = { [Code in AwsFailureCode]: Failure<Code, AwsFailureFacts[Code]> }[AwsFailureCode];

export type BucketNameProblem = 'length' | 'characters' | 'edges' | 'dots' | 'ip-address' | 'reserved';

/** The relevant properties of an error of the SDK, Node's sockets or the credential providers. */
interface Symptoms {
  readonly operation: string;
  readonly name: string;
  readonly message: string;
  readonly networkCode: string;
  readonly viaSocketFile: boolean;
  readonly status: number | undefined;
  readonly bucketRegion: string | undefined;
}

type Common = { operation: string; awsMessage: string };
/** A code with its facts. */
type Found = { [Code in AwsFailureCode]: readonly [Code, AwsFailureFacts[Code]] }[AwsFailureCode];
type Rule = (symptoms: Symptoms, common: Common) => Found | undefined;

const lostNetwork =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ENOENT|EACCES)$/;
const expired = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const rejected =
  /^(InvalidAccessKeyId|UnrecognizedClientException|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|AuthFailure|MissingAuthenticationToken(Exception)?)$/;
const throttling =
  /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|SlowDown|RequestLimitExceeded|RequestThrottled|ProvisionedThroughputExceededException)$/;
const notFoundName =
  /^(NotFound|404|NoSuchKey|NoSuchBucket|ResourceNotFound|ResourceNotFoundException|NoSuchUpload)$/;

/** The first rule that matches an error names it. */
const rules: readonly Rule[] = [
  (s, c) =>
    /SSO session associated with this profile|Token is expired|aws sso login/i.test(s.message) &&
    /expired|invalid|not found/i.test(s.message)
      ? ['credentials-expired', { ...c, sso: true }]
      : undefined,
  (s, c) => (expired.test(s.name) ? ['credentials-expired', { ...c, sso: false }] : undefined),
  (s, c) =>
    /^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(s.name)
      ? ['credentials-missing', c]
      : undefined,
  (s, c) =>
    s.name === 'RequestTimeTooSkewed' || /signature not yet current/i.test(s.message)
      ? ['clock-skewed', c]
      : undefined,
  (s, c) => (rejected.test(s.name) ? ['credentials-rejected', c] : undefined),
  (s, c) => (throttling.test(s.name) || s.status === 429 ? ['throttled', c] : undefined),
  (s, c) => {
    const roleArn = /iam:PassRole on resource: (\S+)/.exec(s.message)?.[1];
    return roleArn === undefined ? undefined : ['pass-role-denied', { ...c, roleArn }];
  },
  (s, c) => {
    const roleArn =
      /Could not assume role (\S+?)\.? Please/.exec(s.message)?.[1] ??
      /execution role ARN "(.*?)" is invalid/.exec(s.message)?.[1];
    return roleArn === undefined ? undefined : ['role-not-assumable', { ...c, roleArn }];
  },
  (s, c) =>
    /Unauthorized to List objects under S3 URL|Access denied to OutputDataConfig S3 bucket|Access denied for repository/.test(
      s.message,
    )
      ? ['role-lacks-access', c]
      : undefined,
  (s, c) => {
    const s3Uri = /No S3 objects found under S3 URL "(.+?)"/.exec(s.message)?.[1];
    return s3Uri === undefined ? undefined : ['training-data-not-found', { ...c, s3Uri }];
  },
  (s, c) => {
    const s3Uri = /Could not (?:access|find) model data at (s3:\S+?)[.,]?(?:\s|$)/.exec(s.message)?.[1];
    return s3Uri === undefined ? undefined : ['model-data-unreadable', { ...c, s3Uri }];
  },
  (s, c) =>
    s.name === 'PermanentRedirect' || s.name === 'AuthorizationHeaderMalformed' || s.status === 301
      ? [
          'bucket-in-other-region',
          { ...c, region: s.bucketRegion ?? /region: ([a-z0-9-]+)/.exec(s.message)?.[1] ?? 'unknown' },
        ]
      : undefined,
  // HEAD has no body with the code.
  (s, c) =>
    s.status === 400 && s.name === 'Unknown' && s.bucketRegion !== undefined
      ? ['bucket-in-other-region', { ...c, region: s.bucketRegion }]
      : undefined,
  (s, c) => (s.name === 'BucketAlreadyExists' ? ['bucket-taken', c] : undefined),
  (s) =>
    s.name === 'InvalidBucketName'
      ? ['bucket-name-invalid', { bucket: '', reason: 'characters' }]
      : undefined,
  (s, c) => {
    if (s.name !== 'ResourceLimitExceeded' && !/account-level service limit/.test(s.message))
      return undefined;
    const [, quota, limit] = /service limit '([^']+)' is (\d+)/.exec(s.message) ?? [];
    const facts = { quota: quota ?? 'unknown', limit: limit === undefined ? undefined : Number(limit) };
    return ['quota-exceeded', { ...c, ...facts }];
  },
  (s, c) => (/Cannot update in-progress endpoint/.test(s.message) ? ['endpoint-busy', c] : undefined),
  (s, c) =>
    s.name === 'ResourceInUse' || /Cannot create already existing|already exists/.test(s.message)
      ? ['resource-name-taken', c]
      : undefined,
  (s, c) =>
    notFoundName.test(s.name) ||
    /Could not find |Requested resource not found|Endpoint \S+ of account \d+ not found/.test(s.message)
      ? ['resource-not-found', c]
      : undefined,
  (s, c) => {
    // S3 responds to HEAD without a body, and therefore without a code.
    const isBare = s.status === 403 && s.name === 'Unknown';
    if (!isBare && !/^(AccessDenied.*|Forbidden|403)$/.test(s.name)) return undefined;
    const [, action, resource] = /perform: (\S+)(?: on resource: "?([^\s"]+))?/.exec(s.message) ?? [];
    const needed = action ?? Object.keys(rightsOf(s.operation))[0] ?? s.operation;
    return ['access-denied', { ...c, action: needed, resource: resource ?? '' }];
  },
  // 409: another conditional write of the same key was in progress.
  (s, c) => (s.status === 412 || s.name === 'ConditionalRequestConflict' ? ['object-changed', c] : undefined),
  (s, c) => (s.status === 507 ? ['storage-full', c] : undefined),
  (s, c) =>
    s.name === 'ModelError' || s.name === 'ModelNotReadyException'
      ? ['model-error', { ...c, status: s.status }]
      : undefined,
  (s, c) => (s.viaSocketFile && lostNetwork.test(s.networkCode) ? ['local-server-gone', c] : undefined),
  (s, c) =>
    lostNetwork.test(s.networkCode) || s.name === 'TimeoutError'
      ? ['network-unreachable', { ...c, networkCode: s.networkCode === '' ? s.name : s.networkCode }]
      : undefined,
  (s, c) =>
    /^(ValidationException|ValidationError|InvalidRequest|InvalidArgument)$/.test(s.name)
      ? ['request-invalid', c]
      : undefined,
];

/** Converts an error of an SDK call; one that no rule matches becomes 'service-failed' with its message. */
export function recognise(error: unknown, operation: string): Failure {
  if (error instanceof Failure) return error;
  const symptoms = symptomsOf(error, operation);
  const common = { operation, awsMessage: symptoms.message };
  const text = `${operation}: ${symptoms.name}: ${symptoms.message}`;
  for (const rule of rules) {
    const found = rule(symptoms, common);
    if (found !== undefined) return new Failure(found[0], found[1], text, { cause: error });
  }
  const facts = { ...common, name: symptoms.name, status: symptoms.status };
  return new Failure('service-failed', facts, text, { cause: error });
}

function symptomsOf(error: unknown, operation: string): Symptoms {
  const network = firstWithCode(error);
  const response = field(error, '$response');
  const status = field(field(error, '$metadata'), 'httpStatusCode') ?? field(response, 'statusCode');
  const region = field(field(response, 'headers'), 'x-amz-bucket-region');
  return {
    operation,
    name: error instanceof Error ? error.name : 'Error',
    message: messageOf(error, typeof status === 'number' ? status : undefined),
    networkCode: network?.code ?? '',
    viaSocketFile: network?.viaSocketFile ?? false,
    status: typeof status === 'number' ? status : undefined,
    bucketRegion: typeof region === 'string' ? region : undefined,
  };
}

/** S3 responds to HEAD without a body: the SDK then has no message but this word. */
function messageOf(error: unknown, status: number | undefined): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === 'UnknownError' && status !== undefined ? `HTTP ${status}` : message;
}

/** The innermost system error: Node wraps several attempts in an AggregateError, and the SDK keeps causes. */
function firstWithCode(error: unknown): { code: string; viaSocketFile: boolean } | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    const code = field(at, 'code');
    const viaSocketFile = typeof field(at, 'address') === 'string' && field(at, 'port') === undefined;
    if (typeof code === 'string' && lostNetwork.test(code)) return { code, viaSocketFile };
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? // SAFETY: the member exists, and its value stays unknown.
      (value as Record<string, unknown>)[name]
    : undefined;
}

/** Whether a failure has this code. instanceof does not work: each bundle has its own `Failure` class. */
export function hasCode<Code extends AwsFailureCode>(
  error: unknown,
  code: Code,
): error is Failure<Code, AwsFailureFacts[Code]> {
  return error instanceof Error && field(error, 'code') === code && field(error, 'facts') !== undefined;
}

/** Whether the service refused the call, as opposed to a lost response, a timeout or a service failure. */
export function isRefusal(error: unknown): boolean {
  const status = field(field(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' && status >= 400 && status < 500 && status !== 408;
}

/**
 * Whether SageMaker itself reports that a resource does not exist. Stricter than 'resource-not-found': a proxy's 404 proves nothing
 * about the account.
 */
export function isReportedMissing(error: unknown): boolean {
  if (!hasCode(error, 'resource-not-found')) return false;
  const { cause } = error;
  return (
    cause instanceof Error &&
    cause.name === 'ValidationException' &&
    /Could not find |Requested resource not found/.test(cause.message)
  );
}

function failure<Code extends AwsFailureCode>(
  code: Code,
  facts: AwsFailureFacts[Code],
  message: string,
  cause?: unknown,
): Failure<Code, AwsFailureFacts[Code]> {
  return new Failure(code, facts, message, cause === undefined ? {} : { cause });
}

export const localServerNotStarted = () =>
  failure('local-server-not-started', {}, 'The embedded server was not started before its clients were made');
export const servicesSectionMissing = (profile: string, section: string) =>
  failure(
    'services-section-missing',
    { profile, section },
    `Profile ${profile} names the section [services ${section}], which the config file does not have`,
  );
export const endpointUrlInvalid = (profile: string, url: string) =>
  failure('endpoint-url-invalid', { profile, url }, `Profile ${profile} has the endpoint_url '${url}'`);
export const answerIncomplete = (operation: string, member: string) =>
  failure('answer-incomplete', { operation, member }, `${operation} answered without ${member}`);
export const answerUnreadable = (operation: string, body: string, cause?: unknown) =>
  failure(
    'answer-unreadable',
    { operation, body },
    `${operation} answered something else than predictions`,
    cause,
  );
export const tableObjectsMissing = (s3Uri: string) =>
  failure('table-objects-missing', { s3Uri }, `${s3Uri} has no table directly below it`);
export const tooManyTableObjects = (s3Uri: string, limit: number) =>
  failure('too-many-table-objects', { s3Uri, limit }, `${s3Uri} has more than ${limit} tables`);
export const bucketNameInvalid = (bucket: string, reason: BucketNameProblem) =>
  failure('bucket-name-invalid', { bucket, reason }, `'${bucket}' cannot name a bucket: ${reason}`);
export const bucketTaken = (bucket: string) =>
  failure(
    'bucket-taken',
    { operation: 'HeadBucket', awsMessage: bucket },
    `The bucket ${bucket} belongs to another account`,
  );
export const s3UriInvalid = (uri: string) =>
  failure('s3-uri-invalid', { uri }, `'${uri}' is not of the form s3://bucket/key`);
export const endpointFailed = (endpointName: string, reason: string) =>
  failure('endpoint-failed', { endpointName, reason }, `Endpoint ${endpointName} failed: ${reason}`);
export const trainingDataReplaced = (
  { bucket, key }: { readonly bucket: string; readonly key: string },
  trainingJobName: string,
  otherJobName: string,
) =>
  failure(
    'training-data-replaced',
    { s3Uri: `s3://${bucket}/${key}`, trainingJobName, otherJobName },
    `s3://${bucket}/${key} no longer holds the data of ${trainingJobName}, but of '${otherJobName}'`,
  );
export const uploadUnreadable = (path: string, cause: unknown) =>
  failure(
    'upload-unreadable',
    { path, systemCode: systemCode(cause) },
    `Cannot read ${path} to upload it`,
    cause,
  );
export const downloadUnwritable = (path: string, cause: unknown) =>
  failure('download-unwritable', { path, systemCode: systemCode(cause) }, `Cannot write ${path}`, cause);

function systemCode(cause: unknown): string {
  const code = field(cause, 'code');
  return typeof code === 'string' ? code : '';
}
