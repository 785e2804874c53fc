import { Failure } from '../../learner/errors.ts';

/** Facts of the failures of work in S3, by code. */
export interface S3FailureFacts {
  /** `key` and `reason` are those of the first; `errors` has the first 1,000. */
  'objects-not-deleted': {
    bucket: string;
    count: number;
    key: string;
    reason: string;
    errors: readonly NotDeleted[];
  };
  /** A file that did not stay the same while it was uploaded. */
  'upload-changed': { path: string; s3Uri: string };
  /** A copy that is not what its source is; the source was kept. */
  'copy-differs': { s3Uri: string; to: string };
  /** An object or prefix that would be moved to itself, or into itself. */
  'moved-into-itself': { s3Uri: string; to: string };
  /** The record of a transfer that can no longer be read. */
  'transfer-record-unreadable': { record: string };
  /** An object that is no longer the one that was looked at. */
  'object-replaced': { s3Uri: string };
  /** A key that exists by now, although it was free when it was looked for. */
  'object-exists': { s3Uri: string };
  /** A download that has not the size of its object. */
  'download-incomplete': { s3Uri: string; path: string; expected: number; found: number };
}

export interface NotDeleted {
  readonly key: string;
  readonly versionId?: string;
  readonly code: string;
  readonly message: string;
}

const mostErrors = 1000;

function failure<Code extends keyof S3FailureFacts>(
  code: Code,
  facts: S3FailureFacts[Code],
  message: string,
  cause?: unknown,
): Failure<Code, S3FailureFacts[Code]> {
  return new Failure(code, facts, message, cause === undefined ? {} : { cause });
}

/** At least one error. */
export function objectsNotDeleted(bucket: string, errors: readonly NotDeleted[], count = errors.length) {
  const { key = '', code: reason = '' } = errors[0] ?? {};
  const named = errors.slice(0, mostErrors);
  return failure(
    'objects-not-deleted',
    { bucket, count, key, reason, errors: named },
    `${count} objects of ${bucket} were not deleted: ${named.map(textOf).join('; ')}`,
  );
}

const textOf = ({ key, versionId, code, message }: NotDeleted) =>
  `${key}${versionId === undefined ? '' : ` (version ${versionId})`}: ${code} ${message}`;

export const uploadChanged = (path: string, s3Uri: string) =>
  failure('upload-changed', { path, s3Uri }, `${path} changed while it was uploaded to ${s3Uri}`);
export const copyDiffers = (s3Uri: string, to: string) =>
  failure('copy-differs', { s3Uri, to }, `${to} is not the same as ${s3Uri} after it was copied`);
export const movedIntoItself = (s3Uri: string, to: string) =>
  failure('moved-into-itself', { s3Uri, to }, `${s3Uri} cannot be copied or moved to ${to}, inside itself`);
export const transferRecordUnreadable = (record: string, cause?: unknown) =>
  failure(
    'transfer-record-unreadable',
    { record },
    `The record of a transfer, ${record}, cannot be read`,
    cause,
  );
export const objectExists = (s3Uri: string, cause?: unknown) =>
  failure('object-exists', { s3Uri }, `${s3Uri} exists by now`, cause);
export const objectReplaced = (s3Uri: string) =>
  failure('object-replaced', { s3Uri }, `${s3Uri} changed meanwhile and was not deleted`);
export const downloadIncomplete = (s3Uri: string, path: string, expected: number, found: number) =>
  failure(
    'download-incomplete',
    { s3Uri, path, expected, found },
    `${path} has ${found} bytes instead of the ${expected} of ${s3Uri}`,
  );
