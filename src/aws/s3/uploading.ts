import { stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { AwsClients } from '../connections/clients.ts';
import { unlessMissing } from '../failures/call.ts';
import { hasCode, uploadUnreadable } from '../failures/errors.ts';
import { objectExists } from '../failures/s3Failures.ts';
import type { Budget } from './budget.ts';
import { headObject } from './properties.ts';
import type { Started, TransferRecord } from './records.ts';
import { s3Uri } from './s3Uri.ts';
import type { S3Location } from './s3Uri.ts';
import type { PlannedUpload } from './types.ts';
import { identityOf } from './uploadPlan.ts';

/** A part as it was sent. */
export interface KnownPart {
  /** Of the upload. */
  readonly id: string;
  readonly number: number;
  readonly etag: string;
  readonly crc32?: string | undefined;
}

/** What all files of an upload share. */
export interface UploadContext {
  readonly record: TransferRecord;
  readonly budget: Budget;
  readonly signal: AbortSignal | undefined;
  /** Whether a key that exists is left as it is. */
  readonly onlyNew: boolean;
  readonly waitsMs?: readonly number[] | undefined;
  /** Bytes of a key that were sent, negative for those that have to be sent again. */
  readonly onBytes: (bytes: number, key: string) => void;
}

export interface UploadedFile extends S3Location {
  readonly path: string;
  /** In its transfer. */
  readonly index: number;
  /** An upload in parts that an earlier process began. */
  readonly started?: Started | undefined;
  readonly parts: readonly KnownPart[];
}

/** What changes when a file does. */
export type FileIdentity = Pick<PlannedUpload, 'size' | 'mtimeMs' | 'ino'>;

export const isSameFile = (a: FileIdentity, b: FileIdentity) =>
  a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;

/** Throws 'upload-unreadable'. */
export async function identityAt(path: string): Promise<FileIdentity> {
  try {
    return identityOf(await stat(path));
  } catch (error) {
    throw uploadUnreadable(path, error);
  }
}

/** One file that is being sent. */
export interface Sending extends Omit<UploadContext, 'onBytes'> {
  readonly handle: FileHandle;
  readonly identity: FileIdentity;
  readonly onBytes: (bytes: number) => void;
  /** Whether the file is still what it was at the start. */
  readonly isStable: () => Promise<boolean>;
}

/** A retried request finds what an earlier attempt wrote, whose answer was lost. Throws `error`, or 'object-exists', for anything else. */
export async function requireOwn(
  clients: AwsClients,
  {
    bucket,
    key,
    etag,
    size,
    error,
  }: S3Location & { readonly etag: string; readonly size: number; readonly error: unknown },
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!hasCode(error, 'object-changed') && !hasCode(error, 'resource-not-found')) throw error;
  const there = await unlessMissing(() => headObject(clients, { bucket, key }, signal));
  if (there?.ETag === etag && there.ContentLength === size) return;
  throw hasCode(error, 'object-changed') && there !== undefined
    ? objectExists(s3Uri({ bucket, key }), error)
    : error;
}

/** Less where the file has become shorter. */
export async function readRange(
  handle: FileHandle,
  path: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Uint8Array> {
  const bytes = Buffer.alloc(end - start);
  try {
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
      if (bytesRead === 0) return bytes.subarray(0, at);
      at += bytesRead;
    }
  } catch (error) {
    throw uploadUnreadable(path, error);
  }
  return bytes;
}
