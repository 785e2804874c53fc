import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { extraAlgorithmsOf } from './checksums.ts';
import { checkWriteConditions } from './conditions.ts';
import { checkDigests } from './digests.ts';
import { asStream, bytesOf, checkKey, copiedObject, describeBody, rangeOf } from './objectOperations.ts';
import type { Blob } from './blobs.ts';
import type { Part, Upload } from './uploads.ts';
import type { S3Context, S3Request } from './context.ts';
import { malformedXml, parseXml, xmlResponse } from '../protocols/xml.ts';

const minPartBytes = 5 * 1024 * 1024;

const noSuchUpload = () =>
  new ServiceError(
    'NoSuchUpload',
    'The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed.',
    404,
  );

function uploadOf({ uploads }: S3Context, { query, bucket, key }: S3Request): Upload {
  const upload = uploads.get(query.get('uploadId') ?? '');
  if (upload?.bucket !== bucket || upload.key !== key) throw noSuchUpload();
  return upload;
}

/** The upload of a request, which must not be completed yet. */
function requireUpload(context: S3Context, request: S3Request): Upload {
  const upload = uploadOf(context, request);
  if (upload.completedEtag !== undefined) throw noSuchUpload();
  return upload;
}

export async function createUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key } = request;
  requireBucket(context, bucket);
  checkKey(key);
  const id = await context.uploads.create({ bucket, key, described: describeBody(request.headers) });
  return xmlResponse('InitiateMultipartUploadResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['UploadId', id],
  ]);
}

export async function uploadPart(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = requirePartNumber(context, request);
  const blob = await context.blobs.write(request.body, extraAlgorithmsOf(request));
  const confirmed = await keepPart(context, request, number, blob, () => checkDigests(request, blob));
  return { status: 200, headers: { etag: etagOf(blob), ...confirmed } };
}

/** UploadPartCopy: the part is a range of an existing object. */
export async function uploadPartCopy(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = requirePartNumber(context, request);
  const source = copiedObject(context, request);
  const range = rangeOf(request.headers['x-amz-copy-source-range'], source.size);
  const blob = await context.blobs.write(asStream(await bytesOf(context, source, range)));
  await keepPart(context, request, number, blob, () => undefined);
  return xmlResponse('CopyPartResult', [
    ['LastModified', context.clock().toISOString()],
    ['ETag', etagOf(blob)],
  ]);
}

function requirePartNumber(context: S3Context, request: S3Request): number {
  requireUpload(context, request);
  const number = Number(request.query.get('partNumber'));
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw new ServiceError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
}

/** Stores the blob as the part of this number, unless the check throws or the upload has been aborted. */
async function keepPart<Checked>(
  context: S3Context,
  request: S3Request,
  number: number,
  blob: Blob,
  check: () => Checked,
): Promise<Checked> {
  try {
    const checked = check();
    const { id } = requireUpload(context, request);
    if (!(await context.uploads.putPart(id, number, blob))) throw noSuchUpload();
    return checked;
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

const etagOf = ({ md5 }: Blob) => `"${md5.toString('hex')}"`;

const listedPart = z.object({
  PartNumber: z.string(),
  ETag: z.string(),
  ChecksumCRC32: z.optional(z.string()),
});
const completeSchema = z.object({ Part: z.array(listedPart).check(z.maxLength(10_000)) });

export async function completeUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const upload = uploadOf(context, request);
  const { bucket, key, described, completedEtag } = upload;
  const parsed = completeSchema.safeParse(
    parseXml((await request.readBody()).toString(), 'CompleteMultipartUpload'),
  );
  if (!parsed.success) throw malformedXml();
  // The client did not get the answer, and asks again.
  if (completedEtag !== undefined) return completed(upload, completedEtag);
  const parts = chosenParts(context.uploads.parts(upload.id), parsed.data.Part);
  checkWriteConditions(request, context.objects.get(bucket, key));
  const blob = await context.blobs.write(concatenated(context, parts));
  const md5s = createHash('md5')
    .update(Buffer.concat(parts.map(({ md5 }) => md5)))
    .digest('hex');
  const etag = `"${md5s}-${parts.length}"`;
  const object = { ...described, bucket, key, blob: blob.name, size: blob.size, etag };
  try {
    await context.uploads.complete(upload.id, object, (existing) => {
      requireUpload(context, request);
      checkWriteConditions(request, existing);
    });
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
  return completed(upload, etag);
}

const completed = ({ bucket, key }: Upload, etag: string) =>
  xmlResponse('CompleteMultipartUploadResult', [
    ['Location', `/${bucket}/${key}`],
    ['Bucket', bucket],
    ['Key', key],
    ['ETag', etag],
  ]);

function chosenParts(
  stored: readonly Part[],
  listed: readonly z.infer<typeof listedPart>[],
): readonly Part[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let last = 0;
  return listed.map(({ PartNumber, ETag, ChecksumCRC32 }, index) => {
    const number = Number(PartNumber);
    if (number <= last)
      throw new ServiceError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
      );
    last = number;
    const part = byNumber.get(number);
    const isSame =
      part?.md5.toString('hex') === ETag.replaceAll('"', '') &&
      (ChecksumCRC32 ?? part.checksums['crc32']) === part.checksums['crc32'];
    if (part === undefined || !isSame) {
      throw new ServiceError(
        'InvalidPart',
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      );
    }
    if (part.size < minPartBytes && index < listed.length - 1)
      throw new ServiceError(
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
      );
    return part;
  });
}

async function* concatenated({ blobs }: S3Context, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const { blob, size } of parts) yield* asStream(await blobs.read(blob, size));
}

export async function abortUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  await context.uploads.abort(requireUpload(context, request).id);
  return { status: 204 };
}
