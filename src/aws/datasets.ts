import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { call, required, unlessMissing } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';
import { answerUnreadable, recognise, uploadUnreadable } from './failures/errors.ts';
import { inBucket } from './s3/inBucket.ts';
import { encoding, keyReader } from './s3/listing.ts';
import { isPrefix } from './s3/s3Uri.ts';
import type { S3Location } from './s3/s3Uri.ts';

export interface S3Object {
  readonly key: string;
  /** bytes */
  readonly size: number;
  /** milliseconds since 1970 */
  readonly modifiedAt: number | undefined;
}

/** One page of a folder in a bucket: its objects and subfolders. */
export interface ObjectPage {
  /** Whole prefixes, each ending in '/'. */
  readonly prefixes: readonly string[];
  readonly objects: readonly S3Object[];
  readonly nextToken: string | undefined;
}

export interface FileUpload extends S3Location {
  readonly path: string;
  /** Conditions and metadata of the object. Throws 'object-changed' when a condition fails. */
  readonly params?: Pick<PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch' | 'Metadata'>;
}

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/**
 * One page of at most `pageSize` entries below `prefix`, up to the next '/': of a folder ('' or ending in '/') what is directly in it, of
 * any other text what begins with it.
 */
export async function listObjects(
  clients: AwsClients,
  request: {
    readonly bucket: string;
    readonly prefix: string;
    readonly nextToken?: string | undefined;
    readonly pageSize?: number;
  },
  signal?: AbortSignal,
): Promise<ObjectPage> {
  const { bucket, prefix } = request;
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    Delimiter: '/',
    MaxKeys: request.pageSize ?? 100,
    ContinuationToken: request.nextToken,
    ...encoding,
  });
  const answer = await inBucket(clients, 'ListObjectsV2', { bucket, key: prefix }, signal, (s3, options) =>
    s3.send(command, options),
  );
  const keyOf = keyReader(answer);
  return {
    prefixes: (answer.CommonPrefixes ?? []).flatMap(({ Prefix }) =>
      Prefix === undefined ? [] : [keyOf(Prefix)],
    ),
    objects: (answer.Contents ?? []).flatMap(({ Key, Size, LastModified }) =>
      // The folder's own marker object is not a child of it.
      Key === undefined || (keyOf(Key) === prefix && isPrefix({ bucket, key: prefix }))
        ? []
        : [{ key: keyOf(Key), size: Size ?? 0, modifiedAt: LastModified?.getTime() }],
    ),
    nextToken: answer.NextContinuationToken,
  };
}

/** Uploads files one after the other, large ones in parts; progress is over all of them. */
export async function uploadFiles(
  clients: AwsClients,
  files: readonly FileUpload[],
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: UploadProgress) => void } = {},
): Promise<void> {
  const sizes = await Promise.all(files.map(({ path }) => sizeOf(path)));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  for (const [index, file] of files.entries()) {
    await uploadFile(clients, file, options.signal, (sent) =>
      options.onProgress?.({ sentBytes: Math.min(before + sent, totalBytes), totalBytes }),
    );
    before += sizes[index] ?? 0;
    options.onProgress?.({ sentBytes: before, totalBytes });
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw uploadUnreadable(path, error);
  }
}

async function uploadFile(
  clients: AwsClients,
  { path, bucket, key, params }: FileUpload,
  signal: AbortSignal | undefined,
  onSent: (bytes: number) => void,
): Promise<void> {
  signal?.throwIfAborted();
  const body = createReadStream(path, { highWaterMark: readBytes });
  const ending = new AbortController();
  let unreadable: Error | undefined;
  body.once('error', (error) => {
    unreadable = error;
    ending.abort(error);
  });
  const abort = () => ending.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const input = { ...params, Bucket: bucket, Key: key };
  try {
    await (clients.takesWholeFiles
      ? sendWhole(clients, input, { path, body }, ending.signal, onSent)
      : sendInParts(clients, input, body, ending.signal, onSent));
  } catch (error) {
    signal?.throwIfAborted();
    throw unreadable === undefined ? recognise(error, 'PutObject') : uploadUnreadable(path, unreadable);
  } finally {
    signal?.removeEventListener('abort', abort);
    // A request that was refused before its end goes with its connection.
    ending.abort();
    body.destroy();
  }
}

const readBytes = 2 ** 20;

/** Parts are retried one by one when a network fails. */
async function sendInParts(
  { s3 }: AwsClients,
  input: PutObjectCommandInput,
  body: Readable,
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<void> {
  const upload = new Upload({ client: s3, params: { ...input, Body: body } });
  const abort = () => void upload.abort();
  signal.addEventListener('abort', abort, { once: true });
  upload.on('httpUploadProgress', ({ loaded }) => onSent(loaded ?? 0));
  try {
    await upload.done();
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function sendWhole(
  { s3 }: AwsClients,
  input: PutObjectCommandInput,
  { path, body }: { readonly path: string; readonly body: Readable },
  abortSignal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<void> {
  let sentBytes = 0;
  const counted = new Transform({
    readableHighWaterMark: readBytes,
    writableHighWaterMark: readBytes,
    transform(chunk: Uint8Array, _, done) {
      sentBytes += chunk.length;
      onSent(sentBytes);
      done(null, chunk);
    },
  });
  const { size } = await stat(path);
  const command = new PutObjectCommand({ ...input, Body: body.pipe(counted), ContentLength: size });
  await s3.send(command, { abortSignal });
}

export async function putJson(
  clients: AwsClients,
  { bucket, key }: S3Location,
  value: unknown,
  signal?: AbortSignal,
): Promise<void> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: JSON.stringify(value, null, 2),
    ContentType: 'application/json',
  });
  await call('PutObject', signal, (options) => clients.s3.send(command, options));
}

/** What anyone with write access to the bucket can make us hold in memory. */
const maxJsonBytes = 256 * 2 ** 20;

/**
 * The parsed JSON of an object, for the caller to validate; undefined when the object does not exist.
 * Throws 'answer-unreadable' where it is no JSON or more than 256 MiB.
 */
export async function getJson(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<unknown> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  const text = await unlessMissing(() =>
    call('GetObject', signal, async (options) => {
      const { Body, ContentLength } = await clients.s3.send(command, options);
      const body = required(Body, 'GetObject', 'Body');
      if (required(ContentLength, 'GetObject', 'ContentLength') <= maxJsonBytes)
        return body.transformToString();
      if (body instanceof Readable) body.destroy();
      throw answerUnreadable('GetObject', `${ContentLength} bytes`);
    }),
  );
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch (error) {
    throw answerUnreadable('GetObject', text.slice(0, 200), error);
  }
}

export async function objectExists(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal?: AbortSignal,
): Promise<boolean> {
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key });
  const answer = await unlessMissing(() =>
    call('HeadObject', signal, (options) => clients.s3.send(command, options)),
  );
  return answer !== undefined;
}
