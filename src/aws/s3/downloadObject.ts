import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { replaceFile } from '../../files/writeFiles.ts';
import { Failure } from '../../learner/errors.ts';
import { required } from '../failures/call.ts';
import type { AwsClients } from '../connections/clients.ts';
import { answerUnreadable, downloadUnwritable, recognise } from '../failures/errors.ts';
import { inBucket } from './inBucket.ts';
import type { S3Location } from './s3Uri.ts';

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes received so far. */
  readonly onReceived?: (bytes: number) => void;
}

/** An object, or with `etag` this version of it. */
export interface Download extends S3Location {
  readonly etag?: string;
}

/** Retries of a broken connection without receiving a byte. */
const mostResumptions = 3;

/**
 * Downloads an object and replaces `path` atomically. Resumes after a broken connection. Throws 'object-changed' when the
 * object is no longer the version wanted, or is replaced meanwhile.
 */
export async function downloadObject(
  clients: AwsClients,
  object: Download,
  path: string,
  options: DownloadOptions = {},
): Promise<void> {
  try {
    await replaceFile(path, objectBytes(clients, object, options), { mode: 0o600 });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error instanceof Failure ? error : downloadUnwritable(path, error);
  }
}

/** The bytes of an object from `from` on; goes on after a broken connection. Throws 'object-changed'. */
export async function* objectBytes(
  clients: AwsClients,
  object: Download,
  { signal, onReceived, from = 0 }: DownloadOptions & { readonly from?: number },
): AsyncGenerator<Uint8Array> {
  let received = from;
  let etag = object.etag;
  for (let broken = 0; ;) {
    const part = await openPart(clients, { ...object, etag }, received, signal);
    etag ??= part.etag;
    const abort = () => part.body.destroy();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      for await (const chunk of part.body) {
        const bytes: Uint8Array = chunk;
        received += bytes.length;
        if (bytes.length > 0) broken = 0;
        onReceived?.(received);
        yield bytes;
      }
      return;
    } catch (error) {
      signal?.throwIfAborted();
      const failure = recognise(error, 'GetObject');
      broken += 1;
      if (!isBroken(failure) || broken > mostResumptions) throw failure;
    } finally {
      signal?.removeEventListener('abort', abort);
      part.body.destroy();
    }
  }
}

const isBroken = (failure: Failure) =>
  failure.code === 'network-unreachable' || failure.code === 'local-server-gone';

/** The bytes of an object from `from` on. */
async function openPart(
  clients: AwsClients,
  { bucket, key, etag }: S3Location & { readonly etag: string | undefined },
  from: number,
  signal: AbortSignal | undefined,
) {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    IfMatch: etag,
    ...(from === 0 ? {} : { Range: `bytes=${from}-` }),
  });
  const answer = await inBucket(clients, 'GetObject', { bucket, key }, signal, (s3, options) =>
    s3.send(command, options),
  );
  const body = required(answer.Body, 'GetObject', 'Body');
  if (!(body instanceof Readable)) throw answerUnreadable('GetObject', 'not a stream');
  return { body, etag: answer.ETag };
}
