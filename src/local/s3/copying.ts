import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { xmlResponse } from '../protocols/xml.ts';
import { isBucketName, requireBucket } from './buckets.ts';
import { extraAlgorithms, isAlgorithm, unsupportedAlgorithm } from './checksums.ts';
import type { Algorithm } from './checksums.ts';
import { checkSourceConditions, checkWriteConditions } from './conditions.ts';
import type { S3Context, S3Request } from './context.ts';
import { confirmedHeaders, describeBody } from './described.ts';
import { checksumElements, checksumOf, promptAlgorithm } from './objectChecksums.ts';
import { asStream, bytesOf } from './objectBytes.ts';
import { checkKey, requireObject } from './objectOperations.ts';
import type { Described, StoredObject } from './objects.ts';

export async function copyObject(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key } = request;
  const wanted = algorithmOf(request);
  const source = copiedObject(context, request);
  requireBucket(context, bucket);
  checkKey(key);
  const described = describeCopy(request, source);
  checkWriteConditions(request, context.objects.get(bucket, key));
  const algorithm = wanted ?? source.checksum?.algorithm ?? promptAlgorithm(source.size);
  const extra = extraAlgorithms.filter((name) => name === algorithm);
  const blob = await context.blobs.write(asStream(await bytesOf(context, source)), extra);
  const checksum = checksumOf(algorithm, blob);
  const object = {
    ...described,
    ...(checksum === undefined ? {} : { checksum }),
    bucket,
    key,
    blob: blob.name,
    size: blob.size,
    etag: `"${blob.md5.toString('hex')}"`,
  };
  try {
    const admit = (existing: StoredObject | undefined) => checkWriteConditions(request, existing);
    const copy = await context.objects.put(object, { admit });
    const answer = xmlResponse('CopyObjectResult', [
      ['LastModified', copy.lastModified],
      ['ETag', copy.etag],
      ...checksumElements(checksum),
    ]);
    return { ...answer, headers: { ...answer.headers, ...confirmedHeaders(described) } };
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

/** What the copy is described with: metadata and tags each of the source or of the request, storage and encryption of the request. */
function describeCopy(request: S3Request, source: StoredObject): Described {
  const { headers } = request;
  const replaces = {
    metadata: directive(headers['x-amz-metadata-directive'], 'x-amz-metadata-directive'),
    tags: directive(headers['x-amz-tagging-directive'], 'x-amz-tagging-directive'),
  };
  const given = describeBody(headers);
  const isOwn = (name: string) => name.startsWith('x-amz-');
  const own = Object.fromEntries(Object.entries(given.headers ?? {}).filter(([name]) => isOwn(name)));
  const isItself = source.bucket === request.bucket && source.key === request.key;
  if (isItself && !replaces.metadata && Object.keys(own).length === 0)
    throw new ServiceError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  const { contentType, headers: kept = {}, metadata } = replaces.metadata ? given : source;
  const standard = Object.fromEntries(Object.entries(kept).filter(([name]) => !isOwn(name)));
  const { tags } = replaces.tags ? given : source;
  return { contentType, metadata, headers: { ...standard, ...own }, ...(tags === undefined ? {} : { tags }) };
}

function directive(value: string | undefined, name: string): boolean {
  if (value === undefined || value === 'COPY') return false;
  if (value === 'REPLACE') return true;
  throw new ServiceError('InvalidArgument', `Unknown directive in ${name}: ${value}`);
}

/** The checksum that the client wants for the copy. Throws InvalidRequest. */
function algorithmOf({ headers }: S3Request): Algorithm | undefined {
  const wanted = headers['x-amz-checksum-algorithm']?.toLowerCase();
  if (wanted === undefined || isAlgorithm(wanted)) return wanted;
  throw unsupportedAlgorithm();
}

/** The source object of a copy. Throws NoSuchBucket, NoSuchKey, NoSuchVersion, AccessDenied or PreconditionFailed. */
export function copiedObject(context: S3Context, request: S3Request): StoredObject {
  const owner = request.headers['x-amz-source-expected-bucket-owner'];
  if (owner !== undefined && owner !== context.accountId)
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  const { bucket, key } = copySource(request);
  const source = requireObject(context, bucket, key);
  checkSourceConditions(request, source);
  return source;
}

function copySource({ headers }: S3Request): { readonly bucket: string; readonly key: string } {
  const given = headers['x-amz-copy-source'] ?? '';
  const [path = '', version = 'null'] = given.split('?versionId=');
  if (version !== 'null')
    throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404);
  try {
    const [bucket = '', ...rest] = decodeURIComponent(path).replace(/^\//, '').split('/');
    const key = rest.join('/');
    if (bucket !== '' && key !== '') {
      if (isBucketName(bucket)) return { bucket, key };
      throw invalidArgument('Invalid copy source bucket name', 'x-amz-copy-source', given);
    }
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw invalidArgument('Invalid copy source encoding', 'x-amz-copy-source', given);
  }
  throw invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    'x-amz-copy-source',
    given,
  );
}
