import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { extraAlgorithmsOf } from './checksums.ts';
import { checkWriteConditions } from './conditions.ts';
import { checkDigests } from './digests.ts';
import { checkKey, copiedObject, describeBody, rangeOf } from './objectOperations.ts';
import type { Blob } from './objects.ts';
import type { Upload } from './uploads.ts';
import type { S3Context, S3Request } from './context.ts';
import { malformedXml, parseXml, xmlResponse } from '../protocols/xml.ts';

const minPartBytes = 5 * 1024 * 1024;

function requireUpload(
  { uploads }: S3Context,
  { query, bucket, key }: S3Request,
): { id: string; upload: Upload } {
  const id = query.get('uploadId') ?? '';
  const upload = uploads.get(id);
  if (upload?.described.bucket === bucket && upload.described.key === key) return { id, upload };
  throw new ServiceError(
    'NoSuchUpload',
    'The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed.',
    404,
  );
}

export async function createUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key } = request;
  requireBucket(context, bucket);
  checkKey(key);
  const id = randomBytes(24).toString('base64url');
  context.uploads.set(id, {
    described: { bucket, key, ...describeBody(request.headers) },
    parts: new Map(),
  });
  return xmlResponse('InitiateMultipartUploadResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['UploadId', id],
  ]);
}

export async function uploadPart(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = requirePartNumber(context, request);
  const blob = await context.objects.writeBlob(request.body, extraAlgorithmsOf(request));
  const confirmed = await keepPart(context, request, number, blob, () => checkDigests(request, blob));
  return { status: 200, headers: { etag: etagOf(blob), ...confirmed } };
}

/** UploadPartCopy: the part is a range of an existing object. */
export async function uploadPartCopy(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = requirePartNumber(context, request);
  const source = copiedObject(context, request);
  const range = rangeOf(request.headers['x-amz-copy-source-range'], source.size);
  const blob = await context.objects.writeBlob(context.objects.read(source, range));
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
    const { upload } = requireUpload(context, request);
    const replaced = upload.parts.get(number);
    upload.parts.set(number, blob);
    if (replaced !== undefined) await context.objects.discardBlob(replaced.name);
    return checked;
  } catch (error) {
    await context.objects.discardBlob(blob.name);
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
  const { id, upload } = requireUpload(context, request);
  const parsed = completeSchema.safeParse(
    parseXml((await request.readBody()).toString(), 'CompleteMultipartUpload'),
  );
  if (!parsed.success) throw malformedXml();
  const parts = chosenParts(upload, parsed.data.Part);
  checkWriteConditions(request, context.objects.get(request.bucket, request.key));
  const blob = await context.objects.writeBlob(concatenated(context, parts));
  const md5s = createHash('md5')
    .update(Buffer.concat(parts.map(({ md5 }) => md5)))
    .digest('hex');
  const { described } = upload;
  const { bucket, key } = described;
  const etag = `"${md5s}-${parts.length}"`;
  const object = { ...described, blob: blob.name, size: blob.size, etag };
  await context.objects.put(object, (existing) => checkWriteConditions(request, existing));
  await discardUpload(context, id, upload);
  return xmlResponse('CompleteMultipartUploadResult', [
    ['Location', `/${bucket}/${key}`],
    ['Bucket', bucket],
    ['Key', key],
    ['ETag', etag],
  ]);
}

function chosenParts(upload: Upload, listed: readonly z.infer<typeof listedPart>[]): readonly Blob[] {
  let last = 0;
  return listed.map(({ PartNumber, ETag, ChecksumCRC32 }, index) => {
    const number = Number(PartNumber);
    if (number <= last)
      throw new ServiceError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
      );
    last = number;
    const part = upload.parts.get(number);
    const isSame =
      part?.md5.toString('hex') === ETag.replaceAll('"', '') &&
      (ChecksumCRC32 ?? part.crc32.toString('base64')) === part.crc32.toString('base64');
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

async function* concatenated({ objects }: S3Context, parts: readonly Blob[]): AsyncGenerator<Uint8Array> {
  for (const { name, size, md5 } of parts) {
    const part = {
      bucket: '',
      key: '',
      blob: name,
      size,
      etag: md5.toString('hex'),
      lastModified: '',
      contentType: '',
      metadata: {},
    };
    yield* objects.read(part);
  }
}

export async function abortUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { id, upload } = requireUpload(context, request);
  await discardUpload(context, id, upload);
  return { status: 204 };
}

async function discardUpload({ uploads, objects }: S3Context, id: string, upload: Upload): Promise<void> {
  uploads.delete(id);
  for (const { name } of upload.parts.values()) await objects.discardBlob(name);
}
