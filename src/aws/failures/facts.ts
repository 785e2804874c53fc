import type { Failure } from '../../learner/errors.ts';
import type { CredentialsHelp } from './credentialsHelp.ts';
import type { S3FailureFacts } from './s3Failures.ts';
import type { SignInFailureFacts } from './signInFailures.ts';

/** Facts of each failure, by its code. `operation` is the API operation, `awsMessage` the service's message. */
export interface AwsFailureFacts extends S3FailureFacts, SignInFailureFacts {
  /** `sso`: the way out is `aws sso login`. */
  'credentials-expired': { operation: string; awsMessage: string; sso: boolean; help?: CredentialsHelp };
  'not-signed-in': { operation: string; awsMessage: string; help?: CredentialsHelp };
  'credentials-missing': { operation: string; awsMessage: string; help?: CredentialsHelp };
  'credentials-rejected': { operation: string; awsMessage: string; help?: CredentialsHelp };
  /** A profile of the shared config names a section that does not exist. */
  'services-section-missing': { profile: string; section: string };
  'endpoint-url-invalid': { profile: string; url: string };
  'clock-skewed': { operation: string; awsMessage: string };
  'pass-role-denied': { operation: string; awsMessage: string; roleArn: string };
  'access-denied': {
    operation: string;
    awsMessage: string;
    action: string;
    resource: string;
  };
  /** Cost Explorer was never enabled, or too recently to have figures. */
  'bill-not-available': { operation: string; awsMessage: string };
  /** AWS has no free instances of the type. */
  'capacity-missing': { operation: string; awsMessage: string };
  /** `roleArn` is '' where the service does not name it. */
  'role-not-assumable': { operation: string; awsMessage: string; roleArn: string };
  'role-lacks-access': { operation: string; awsMessage: string };
  'object-changed': { operation: string; awsMessage: string };
  /** `otherJobName`: the job whose data replaced it; '' when unknown. */
  'training-data-replaced': { s3Uri: string; trainingJobName: string; otherJobName: string };
  'training-data-not-found': { operation: string; awsMessage: string; s3Uri: string };
  /** `region`: where SageMaker expected it, if that was the reason. */
  'model-data-unreadable': { operation: string; awsMessage: string; s3Uri: string; region?: string };
  'bucket-in-other-region': { operation: string; awsMessage: string; region: string };
  'bucket-yours-already': { operation: string; awsMessage: string };
  /** `accountId`: our own. The owner is not confirmed. */
  'bucket-of-other-account': { bucket: string; accountId: string };
  /** `owner`: the expected owner, remembered or confirmed by the user; the bucket is not, or no longer, theirs. */
  'bucket-owner-other': { bucket: string; owner: string };
  'bucket-taken': { operation: string; awsMessage: string };
  'bucket-name-invalid': { bucket: string; reason: BucketNameProblem };
  's3-uri-invalid': { uri: string };
  /** A prefix without an object that is a table. */
  'table-objects-missing': { s3Uri: string };
  'too-many-table-objects': { s3Uri: string; limit: number };
  'resource-not-found': { operation: string; awsMessage: string; s3Uri?: string };
  'resource-name-taken': { operation: string; awsMessage: string };
  'endpoint-busy': { operation: string; awsMessage: string };
  /** The service accepted the deletion and still describes the resource. */
  'deletion-not-seen': { name: string };
  'endpoint-failed': { endpointName: string; reason: string };
  'quota-exceeded': { operation: string; awsMessage: string; quota: string; limit: number | undefined };
  throttled: { operation: string; awsMessage: string };
  /** `host` is '' where it is unknown. */
  'network-unreachable': { operation: string; awsMessage: string; networkCode: string; host?: string };
  /** The host's certificate is not from an authority that we trust: a proxy that opens TLS, or a server with a certificate of its own. */
  'certificate-untrusted': { operation: string; awsMessage: string; networkCode: string; host: string };
  /** `proxy` is a URL without credentials; `status` is undefined when the proxy cannot be reached. */
  'proxy-failed': { operation: string; awsMessage: string; proxy: string; status: number | undefined };
  /** A proxy's URL, without credentials, or a file of certificates that cannot be used. */
  'proxy-invalid': { source: string; url: string };
  /** `version`: of Node, which has none in its agents yet. */
  'proxies-unsupported': { version: string };
  /** AWS's price list has no file for the region. */
  'prices-missing': { region: string };
  /** `url` is of the file; `found` says what it has instead of prices. */
  'price-file-unusable': { region: string; url: string; found: string };
  'certificates-unreadable': { source: string; path: string };
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
