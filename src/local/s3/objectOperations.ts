import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { extraAlgorithmsOf } from './checksums.ts';
import { checkReadConditions, checkWriteConditions } from './conditions.ts';
import { checkDigests } from './digests.ts';
import { DamagedBlob } from './blobs.ts';
import type { ByteRange } from './blobs.ts';
import { confirmedHeaders, describeBody, objectHeaders } from './described.ts';
import { sentChecksum } from './objectChecksums.ts';
import type { StoredObject } from './objects.ts';
import { rangeOf, rangeOfPart } from './ranges.ts';
import type { S3Context, S3Request } from './context.ts';

const maxKeyBytes = 1024;
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > maxKeyBytes) throw new ServiceError('KeyTooLongError', 'Your key is too long');
}

export function requireObject(context: S3Context, bucket: string, key: string): StoredObject {
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
  const described = describeBody(request.headers);
  const blob = await context.blobs.write(request.body, extraAlgorithmsOf(request));
  try {
    const confirmed = checkDigests(request, blob);
    const etag = `"${blob.md5.toString('hex')}"`;
    const checksum = sentChecksum(request, blob);
    const object = {
      ...described,
      ...(checksum === undefined ? {} : { checksum }),
      bucket,
      key,
      blob: blob.name,
      size: blob.size,
      etag,
    };
    await context.objects.put(object, {
      admit: (existing) => checkWriteConditions(request, existing),
    });
    const type = checksum === undefined ? {} : { 'x-amz-checksum-type': checksum.type };
    return { status: 200, headers: { etag, ...confirmed, ...type, ...confirmedHeaders(described) } };
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

export async function getObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const object = requireObject(context, request.bucket, request.key);
  const headers = objectHeaders(request, object);
  if (checkReadConditions(request, object) === 304) return { status: 304, headers: validators(headers) };
  const range = requestedRange(request, object);
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

/** What a client needs to know of the copy that it keeps; a checksum would be compared with the empty body. */
const validators = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    ['etag', 'last-modified', 'cache-control', 'expires'].flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The bytes of a request: a range, one part, or undefined for all. Throws InvalidRange, InvalidPartNumber or InvalidRequest. */
function requestedRange({ headers, query }: S3Request, { size, parts }: StoredObject): ByteRange | undefined {
  const number = query.get('partNumber');
  if (number === null) return rangeOf(headers['range'], size);
  if (headers['range'] !== undefined)
    throw new ServiceError(
      'InvalidRequest',
      'Cannot specify both Range header and partNumber query parameter',
    );
  // An object that was uploaded whole is its own only part.
  if (parts === undefined && number === '1') return undefined;
  const range = parts === undefined ? undefined : rangeOfPart(parts, Number(number));
  if (range === undefined)
    throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416);
  return range;
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
