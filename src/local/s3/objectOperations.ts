import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { extraAlgorithms, extraAlgorithmsOf, sentAlgorithm } from './checksums.ts';
import { checkReadConditions, checkWriteConditions } from './conditions.ts';
import { checkDigests } from './digests.ts';
import type { ByteRange } from './blobs.ts';
import { confirmedHeaders, describeBody, objectHeaders } from './described.ts';
import { bytesOf } from './objectBytes.ts';
import { checksumHeaders, checksumOf, checksumOfStored, promptAlgorithm } from './objectChecksums.ts';
import type { StoredObject } from './objects.ts';
import { partCount, rangeOf, rangeOfPart } from './ranges.ts';
import type { S3Context, S3Request } from './context.ts';

const maxKeyBytes = 1024;
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > maxKeyBytes)
    throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, {
      Size: size,
      MaxSizeAllowed: maxKeyBytes,
    });
}

export function requireObject(context: S3Context, bucket: string, key: string): StoredObject {
  requireBucket(context, bucket);
  const object = context.objects.get(bucket, key);
  if (object === undefined)
    throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  return object;
}

export async function putObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key } = request;
  requireBucket(context, bucket);
  checkKey(key);
  checkWriteConditions(request, context.objects.get(bucket, key));
  const described = describeBody(request.headers);
  const algorithm = sentAlgorithm(request) ?? promptAlgorithm(declaredSize(request));
  const algorithms = extraAlgorithmsOf(request);
  const blob = await context.blobs.write(
    request.body,
    extraAlgorithms.filter((name) => name === algorithm || algorithms.includes(name)),
  );
  try {
    checkDigests(request, blob);
    const etag = `"${blob.md5.toString('hex')}"`;
    const checksum = checksumOf(algorithm, blob);
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
    return {
      status: 200,
      headers: { etag, ...checksumHeaders(checksum), ...confirmedHeaders(described) },
    };
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

const declaredSize = ({ headers }: S3Request) =>
  Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? Number.POSITIVE_INFINITY);

export async function getObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  checkPartNumber(request);
  const stored = requireObject(context, request.bucket, request.key);
  const isChecked = request.method === 'HEAD' && request.headers['x-amz-checksum-mode'] === 'ENABLED';
  const object = isChecked ? { ...stored, checksum: await checksumOfStored(context, stored) } : stored;
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

const mostParts = 10_000;

function checkPartNumber({ query }: S3Request): void {
  const number = query.get('partNumber');
  if (number === null || (/^\d{1,5}$/.test(number) && Number(number) >= 1 && Number(number) <= mostParts))
    return;
  throw invalidArgument(
    `Part number must be an integer between 1 and ${mostParts}, inclusive`,
    'partNumber',
    number,
  );
}

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
  const only = parts ?? [[size, 1] as const];
  const range = rangeOfPart(only, Number(number));
  if (range === undefined)
    throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: number,
      ActualPartCount: partCount(only),
    });
  // An empty object has no byte range to report.
  return size === 0 ? undefined : range;
}
