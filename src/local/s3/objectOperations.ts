import { validateHeaderValue } from 'node:http';
import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceRequest, ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { extraAlgorithmsOf } from './checksums.ts';
import { checkReadConditions, checkWriteConditions } from './conditions.ts';
import { checkDigests, openDigests } from './digests.ts';
import { DamagedBlob } from './blobs.ts';
import type { ByteRange } from './blobs.ts';
import type { StoredObject } from './objects.ts';
import type { S3Context, S3Request } from './context.ts';
import { malformedXml, parseXml, xmlResponse } from '../protocols/xml.ts';

const maxKeyBytes = 1024;
const keptHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > maxKeyBytes) throw new ServiceError('KeyTooLongError', 'Your key is too long');
}

/** Content type, headers and metadata of the object that a request creates. */
export function describeBody(
  headers: ServiceRequest['headers'],
): Pick<StoredObject, 'contentType' | 'headers' | 'metadata'> {
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-amz-meta-'))
    .map(([name, value]) => [name.slice('x-amz-meta-'.length), value]);
  const kept = keptHeaders
    .map((name): [string, string] => [
      name,
      name === 'content-encoding' ? storedEncoding(headers) : (headers[name] ?? ''),
    ])
    .filter(([, value]) => value !== '');
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    headers: Object.fromEntries(kept),
    metadata: Object.fromEntries(metadata),
  };
}

/** aws-chunked describes the transfer, not the object. */
const storedEncoding = (headers: ServiceRequest['headers']) =>
  (headers['content-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== 'aws-chunked')
    .join(', ');

function requireObject(context: S3Context, bucket: string, key: string): StoredObject {
  requireBucket(context, bucket);
  const object = context.objects.get(bucket, key);
  if (object === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  return object;
}

export async function putObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key } = request;
  requireBucket(context, bucket);
  checkKey(key);
  checkWriteConditions(request, context.objects.get(bucket, key));
  const blob = await context.blobs.write(request.body, extraAlgorithmsOf(request));
  try {
    const confirmed = checkDigests(request, blob);
    const etag = `"${blob.md5.toString('hex')}"`;
    const object = {
      bucket,
      key,
      blob: blob.name,
      size: blob.size,
      etag,
      ...describeBody(request.headers),
    };
    await context.objects.put(object, {
      admit: (existing) => checkWriteConditions(request, existing),
    });
    return { status: 200, headers: { etag, ...confirmed } };
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

export async function getObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const object = requireObject(context, request.bucket, request.key);
  const headers = {
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'content-type': object.contentType,
    'accept-ranges': 'bytes',
    ...object.headers,
    ...Object.fromEntries(
      Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
    ...overridesOf(request),
  };
  if (checkReadConditions(request, object) === 304) return { status: 304, headers };
  const range = rangeOf(request.headers['range'], object.size);
  const size = range === undefined ? object.size : range.end - range.start + 1;
  const withLength = {
    ...headers,
    'content-length': String(size),
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` } : {}),
  };
  const status = range ? 206 : 200;
  if (request.method === 'HEAD') return { status, headers: withLength };
  return size === 0
    ? { status, headers, body: '' }
    : { status, headers: withLength, body: await bytesOf(context, object, range) };
}

/** The object's bytes, or a range of them. Throws InternalError when the disk no longer has them as they were stored. */
export async function bytesOf(
  { blobs }: S3Context,
  { bucket, key, blob, size }: StoredObject,
  range?: ByteRange,
): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  try {
    return await blobs.read(blob, size, range);
  } catch (error) {
    if (!(error instanceof DamagedBlob)) throw error;
    throw new ServiceError(
      'InternalError',
      `The embedded server cannot read s3://${bucket}/${key}: ${error.message}. Upload it again.`,
      500,
    );
  }
}

export async function* asStream(bytes: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (bytes instanceof Uint8Array) yield bytes;
  else yield* bytes;
}

/** Response headers requested in the query (`response-content-type` and so on). */
function overridesOf({ query }: S3Request): Record<string, string> {
  const names = ['content-type', ...keptHeaders];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = query.get(`response-${name}`);
      if (value === null) return [];
      requireHeaderValue(name, value);
      return [[name, value]];
    }),
  );
}

function requireHeaderValue(name: string, value: string): void {
  try {
    validateHeaderValue(name, value);
  } catch {
    throw new ServiceError('InvalidArgument', `response-${name} is not a value of an HTTP header`);
  }
}

/** The requested range; undefined for the whole object. Throws InvalidRange. */
export function rangeOf(header: string | undefined, size: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (found === null || (found[1] === '' && found[2] === '')) return undefined;
  const fromEnd = found[1] === '';
  const start = fromEnd ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const end = fromEnd || found[2] === '' ? size - 1 : Math.min(size - 1, Number(found[2]));
  if (start >= size || start > end)
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}

export async function deleteObject(context: S3Context, { bucket, key }: S3Request): Promise<ServiceResponse> {
  requireBucket(context, bucket);
  await context.objects.remove(bucket, key);
  return { status: 204 };
}

const maxDeletedKeys = 1000;
/** Enough for 1,000 keys of 1,024 bytes with every byte as a character reference. */
const maxDeleteBytes = 8 * 1024 * 1024;
const deleteSchema = z.object({
  Object: z.array(z.object({ Key: z.string() })).check(z.maxLength(maxDeletedKeys)),
  Quiet: z.optional(z.string()),
});

export async function deleteObjects(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  requireBucket(context, request.bucket);
  const body = await request.readBody(maxDeleteBytes).catch((error: unknown) => {
    throw error instanceof ServiceError && error.status === 413 ? malformedXml() : error;
  });
  const digests = openDigests(extraAlgorithmsOf(request));
  digests.update(body);
  checkDigests(request, digests.digests());
  const parsed = deleteSchema.safeParse(parseXml(body.toString(), 'Delete'));
  if (!parsed.success) throw malformedXml();
  for (const { Key } of parsed.data.Object) await context.objects.remove(request.bucket, Key);
  const quiet = parsed.data.Quiet === 'true';
  return xmlResponse(
    'DeleteResult',
    quiet ? [] : parsed.data.Object.map(({ Key }) => ['Deleted', [['Key', Key]]]),
  );
}

export async function copyObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const source = copiedObject(context, request);
  requireBucket(context, request.bucket);
  checkKey(request.key);
  const isReplaced = request.headers['x-amz-metadata-directive'] === 'REPLACE';
  if (!isReplaced && source.bucket === request.bucket && source.key === request.key)
    throw new ServiceError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const blob = await context.blobs.write(asStream(await bytesOf(context, source)));
  const copy = await context.objects.put({
    ...source,
    ...(isReplaced ? describeBody(request.headers) : {}),
    bucket: request.bucket,
    key: request.key,
    blob: blob.name,
  });
  return xmlResponse('CopyObjectResult', [
    ['LastModified', copy.lastModified],
    ['ETag', copy.etag],
  ]);
}

/** The source object of a copy. Throws NoSuchBucket or NoSuchKey. */
export function copiedObject(context: S3Context, request: S3Request): StoredObject {
  const { bucket, key } = copySource(request);
  return requireObject(context, bucket, key);
}

function copySource({ headers }: S3Request): { readonly bucket: string; readonly key: string } {
  try {
    const [bucket = '', ...key] = decodeURIComponent(headers['x-amz-copy-source'] ?? '')
      .replace(/^\//, '')
      .split('/');
    return { bucket, key: key.join('/') };
  } catch {
    throw new ServiceError('InvalidArgument', 'Copy Source must mention the source bucket and key');
  }
}
