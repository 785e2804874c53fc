import { Failure } from '../../learner/errors.ts';
import type { AwsFailureCode, AwsFailureFacts, BucketNameProblem } from './facts.ts';
import { type CredentialsHelp, withHelp } from './credentialsHelp.ts';
import { fieldOf, reasonSymptoms, symptomsOf } from './symptoms.ts';
import type { Symptoms } from './symptoms.ts';
import { rowOf } from './table.ts';

export type { AwsFailure, AwsFailureCode, AwsFailureFacts, BucketNameProblem } from './facts.ts';

/** Converts an error of an SDK call; one that no row of the table fits becomes 'service-failed' with its message. */
export function recognise(error: unknown, operation: string): Failure {
  if (error instanceof Failure) return error;
  const symptoms = symptomsOf(error, operation);
  return (
    failureOf(symptoms, error) ??
    new Failure(
      'service-failed',
      { operation, awsMessage: symptoms.message, name: symptoms.name, status: symptoms.status },
      textOf(symptoms),
      { cause: error },
    )
  );
}

/** What SageMaker names as the reason why a job or an endpoint failed; undefined for reasons that we know nothing about. */
export const recogniseReason = (failureReason: string, operation: string): Failure | undefined =>
  failureOf(reasonSymptoms(failureReason, operation), undefined);

function failureOf(symptoms: Symptoms, cause: unknown): Failure | undefined {
  const found = rowOf(symptoms);
  if (found === undefined) return undefined;
  const failure = new Failure(found[0], found[1], textOf(symptoms), cause === undefined ? {} : { cause });
  return withHelp(failure, symptoms.credentialsHelp);
}

const textOf = ({ operation, name, message }: Symptoms) => `${operation}: ${name}: ${message}`;

/** A file with credentials, such as the token of a web identity, which the SDK reads without naming what it is for. */
export const credentialsFileUnreadable = (cause: Error) =>
  new Failure(
    'credentials-missing',
    { operation: 'AssumeRoleWithWebIdentity', awsMessage: cause.message },
    `AssumeRoleWithWebIdentity: ${cause.message}`,
    { cause },
  );

/** A sign-in that is known to have ended, before a call failed. */
export const credentialsExpired = (help: CredentialsHelp) =>
  new Failure(
    'credentials-expired',
    { operation: '', awsMessage: '', sso: help.signsIn, help },
    `The sign-in of ${help.connectionId} has ended`,
  );

/** Whether a failure has this code. instanceof does not work: each bundle has its own `Failure` class. */
export function hasCode<Code extends AwsFailureCode>(
  error: unknown,
  code: Code,
): error is Failure<Code, AwsFailureFacts[Code]> {
  return error instanceof Error && fieldOf(error, 'code') === code && fieldOf(error, 'facts') !== undefined;
}

/** Whether the service refused the call, as opposed to a lost response, a timeout or a service failure. */
export function isRefusal(error: unknown): boolean {
  const status = fieldOf(fieldOf(error, '$metadata'), 'httpStatusCode');
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
export const bucketOfOtherAccount = (bucket: string, accountId: string) =>
  failure(
    'bucket-of-other-account',
    { bucket, accountId },
    `The bucket ${bucket} belongs to another account than ${accountId}`,
  );
export const bucketOwnerOther = (bucket: string, owner: string) =>
  failure('bucket-owner-other', { bucket, owner }, `The account ${owner} has no bucket ${bucket}`);
export const s3UriInvalid = (uri: string) =>
  failure('s3-uri-invalid', { uri }, `'${uri}' is not of the form s3://bucket/key`);
export const deletionNotSeen = (kind: string, name: string) =>
  failure('deletion-not-seen', { name }, `${kind} ${name} was deleted and is still described`);
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
  const code = fieldOf(cause, 'code');
  return typeof code === 'string' ? code : '';
}
export const proxyInvalid = (source: string, url: string) =>
  failure('proxy-invalid', { source, url }, `${source} is not the URL of a proxy: ${url}`);
export const proxiesUnsupported = (version: string) =>
  failure('proxies-unsupported', { version }, `Node ${version} has no proxies`);
export const pricesMissing = (region: string) =>
  failure('prices-missing', { region }, `AWS's price list has no file for ${region}`);
export const priceFileUnusable = (region: string, url: string, found: string, cause?: unknown) =>
  failure('price-file-unusable', { region, url, found }, `${url} is no price list: ${found}`, cause);
export const certificatesUnreadable = (source: string, path: string, cause: unknown) =>
  failure('certificates-unreadable', { source, path }, `Cannot read the certificates of ${source}`, cause);
