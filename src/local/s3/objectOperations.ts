import * as z from 'zod/mini';
import { ServiceError } from '../http/types.ts';
import type { ServiceRequest, ServiceResponse } from '../http/types.ts';
import { requireBucket } from './buckets.ts';
import { checkDigests, checkReadConditions, checkWriteConditions } from './conditions.ts';
import type { StoredObject } from './objects.ts';
import type { S3Context, S3Request } from './service.ts';
import { parseXml, xmlResponse } from './xml.ts';

const maxKeyBytes = 1024;

export function describeBody(
  headers: ServiceRequest['headers'],
): Pick<StoredObject, 'contentType' | 'metadata'> {
  const metadata = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-amz-meta-'))
    .map(([name, value]) => [name.slice('x-amz-meta-'.length), value]);
  return {
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    metadata: Object.fromEntries(metadata),
  };
}

function requireObject(context: S3Context, bucket: string, key: string): StoredObject {
  requireBucket(context, bucket);
  const object = context.objects.get(bucket, key);
  if (object === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  return object;
}

export async function putObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key } = request;
  requireBucket(context, bucket);
  if (Buffer.byteLength(key) > maxKeyBytes) throw new ServiceError('KeyTooLongError', 'Your key is too long');
  checkWriteConditions(request, context.objects.get(bucket, key));
  const blob = await context.objects.writeBlob(request.body);
  try {
    checkDigests(request, blob);
    checkWriteConditions(request, context.objects.get(bucket, key));
    const etag = `"${blob.md5.toString('hex')}"`;
    await context.objects.put({
      bucket,
      key,
      blob: blob.name,
      size: blob.size,
      etag,
      ...describeBody(request.headers),
    });
    return { status: 200, headers: { etag } };
  } catch (error) {
    await context.objects.discardBlob(blob.name);
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
    ...Object.fromEntries(
      Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
    ),
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
    : { status, headers: withLength, body: context.objects.read(object, range) };
}

/** One range of bytes, both ends included; undefined for all. Throws InvalidRange. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
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

const deleteSchema = z.object({
  Object: z.array(z.object({ Key: z.string() })),
  Quiet: z.optional(z.string()),
});

export async function deleteObjects(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  requireBucket(context, request.bucket);
  const parsed = deleteSchema.safeParse(parseXml((await request.readBody()).toString(), 'Delete'));
  if (!parsed.success) throw new ServiceError('MalformedXML', 'The XML you provided was not well-formed');
  for (const { Key } of parsed.data.Object) await context.objects.remove(request.bucket, Key);
  const quiet = parsed.data.Quiet === 'true';
  return xmlResponse(
    'DeleteResult',
    quiet ? [] : parsed.data.Object.map(({ Key }) => ['Deleted', [['Key', Key]]]),
  );
}

export async function copyObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const [bucket = '', ...key] = decodeURIComponent(request.headers['x-amz-copy-source'] ?? '')
    .replace(/^\//, '')
    .split('/');
  const source = requireObject(context, bucket, key.join('/'));
  requireBucket(context, request.bucket);
  const blob = await context.objects.writeBlob(context.objects.read(source));
  const described =
    request.headers['x-amz-metadata-directive'] === 'REPLACE'
      ? describeBody(request.headers)
      : { contentType: source.contentType, metadata: source.metadata };
  const copy = await context.objects.put({
    bucket: request.bucket,
    key: request.key,
    blob: blob.name,
    size: blob.size,
    etag: source.etag,
    ...described,
  });
  return xmlResponse('CopyObjectResult', [
    ['LastModified', copy.lastModified],
    ['ETag', copy.etag],
  ]);
}
