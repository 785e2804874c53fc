import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import { extraAlgorithms, extraAlgorithmsOf, isAlgorithm } from './checksums.ts';
import type { ExtraAlgorithm } from './checksums.ts';
import { checkWriteConditions } from './conditions.ts';
import { checkDigests } from './digests.ts';
import { readXmlBody } from './bodies.ts';
import { copiedObject } from './copying.ts';
import { confirmedHeaders, describeBody } from './described.ts';
import { checkPlan, checksumElements, checksumOf, compositeChecksum } from './objectChecksums.ts';
import type { ChecksumPlan, ObjectChecksum } from './objectChecksums.ts';
import { asStream, bytesOf, checkKey } from './objectOperations.ts';
import { copiedRange, partRuns } from './ranges.ts';
import type { Blob } from './blobs.ts';
import type { Part, Upload } from './uploads.ts';
import type { S3Context, S3Request } from './context.ts';
import { malformedXml, xmlResponse } from '../protocols/xml.ts';

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
export function requireUpload(context: S3Context, request: S3Request): Upload {
  const upload = uploadOf(context, request);
  if (upload.completedEtag !== undefined) throw noSuchUpload();
  return upload;
}

export async function createUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { bucket, key } = request;
  requireBucket(context, bucket);
  checkKey(key);
  const described = describeBody(request.headers);
  const plan = planOf(request);
  const id = await context.uploads.create({ bucket, key, described, plan });
  const answer = xmlResponse('InitiateMultipartUploadResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['UploadId', id],
  ]);
  const planned =
    plan === undefined
      ? {}
      : { 'x-amz-checksum-algorithm': plan.algorithm.toUpperCase(), 'x-amz-checksum-type': plan.type };
  return { ...answer, headers: { ...answer.headers, ...planned, ...confirmedHeaders(described) } };
}

/** How the client wants the object checked. Throws InvalidRequest. */
function planOf({ headers }: S3Request): ChecksumPlan | undefined {
  const algorithm = headers['x-amz-checksum-algorithm']?.toLowerCase();
  const type = headers['x-amz-checksum-type'];
  if (algorithm === undefined && type === undefined) return undefined;
  if (algorithm === undefined || !isAlgorithm(algorithm))
    throw new ServiceError('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  if (type !== undefined && type !== 'FULL_OBJECT' && type !== 'COMPOSITE')
    throw new ServiceError('InvalidRequest', 'Value for x-amz-checksum-type header is invalid.');
  return checkPlan({ algorithm, type: type ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE') });
}

/** Checksums that a part needs beside those that come with it. */
function partAlgorithms(context: S3Context, request: S3Request): readonly ExtraAlgorithm[] {
  const { plan } = requireUpload(context, request);
  const sent = extraAlgorithmsOf(request);
  return extraAlgorithms.filter((name) => sent.includes(name) || plan?.algorithm === name);
}

export async function uploadPart(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = requirePartNumber(context, request);
  const blob = await context.blobs.write(request.body, partAlgorithms(context, request));
  const confirmed = await keepPart(context, request, number, blob, () => checkDigests(request, blob));
  return { status: 200, headers: { etag: etagOf(blob), ...confirmed } };
}

/** UploadPartCopy: the part is a range of an existing object. */
export async function uploadPartCopy(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = requirePartNumber(context, request);
  const source = copiedObject(context, request);
  const range = copiedRange(request.headers['x-amz-copy-source-range'], source.size);
  const bytes = asStream(await bytesOf(context, source, range));
  const blob = await context.blobs.write(bytes, partAlgorithms(context, request));
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

const checksumText = z.optional(z.string());
/** Strict: a checksum of another kind must not be passed over. */
const listedPart = z.strictObject({
  PartNumber: z.string(),
  ETag: z.string(),
  ChecksumCRC32: checksumText,
  ChecksumCRC32C: checksumText,
  ChecksumCRC64NVME: checksumText,
  ChecksumSHA1: checksumText,
  ChecksumSHA256: checksumText,
});
type ListedPart = z.infer<typeof listedPart>;
const completeSchema = z.object({ Part: z.array(listedPart).check(z.maxLength(10_000)) });

export async function completeUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const upload = uploadOf(context, request);
  const { bucket, key, described, completedEtag } = upload;
  const parsed = completeSchema.safeParse(await readParts(request));
  if (!parsed.success) throw malformedXml();
  // The client did not get the answer, and asks again.
  if (completedEtag !== undefined) return completed(upload, completedEtag);
  const parts = chosenParts(context.uploads.parts(upload.id), parsed.data.Part);
  checkWriteConditions(request, context.objects.get(bucket, key));
  const { plan } = upload;
  const whole = plan?.type === 'FULL_OBJECT' ? plan.algorithm : undefined;
  const algorithms = extraAlgorithms.filter((name) => name === whole);
  const blob = await context.blobs.join(concatenated(context, parts), algorithms);
  const md5s = createHash('md5')
    .update(Buffer.concat(parts.map(({ md5 }) => md5)))
    .digest('hex');
  const etag = `"${md5s}-${parts.length}"`;
  try {
    const checksum =
      plan?.type === 'COMPOSITE' ? compositeChecksum(plan.algorithm, parts) : checksumOf(whole, blob);
    checkWhole(request, blob.size, checksum);
    const object = {
      ...described,
      ...(checksum === undefined ? {} : { checksum }),
      parts: partRuns(parts.map(({ size }) => size)),
      bucket,
      key,
      blob: blob.name,
      size: blob.size,
      etag,
    };
    await context.uploads.complete(upload.id, object, (existing) => {
      requireUpload(context, request);
      checkWriteConditions(request, existing);
    });
    return completed(upload, etag, checksum);
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

/** More than 10,000 parts with every checksum take. */
const maxPartsBytes = 8 * 1024 * 1024;

/** Checksums in the headers of this request are those of the object, not of the body. */
function readParts(request: S3Request): Promise<unknown> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !name.startsWith('x-amz-checksum-')),
  );
  return readXmlBody({ ...request, headers }, 'CompleteMultipartUpload', maxPartsBytes);
}

/** Throws unless the object has the size, type and checksum that the client expects. */
function checkWhole({ headers }: S3Request, size: number, checksum: ObjectChecksum | undefined): void {
  const expected = headers['x-amz-mp-object-size'];
  if (expected !== undefined && Number(expected) !== size)
    throw new ServiceError(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`,
    );
  const type = headers['x-amz-checksum-type'];
  if (type !== undefined && type !== checksum?.type)
    throw new ServiceError(
      'InvalidRequest',
      'The upload was created with another checksum type than the one to complete it with.',
    );
  for (const name of ['crc32', ...extraAlgorithms] as const) {
    const sent = headers[`x-amz-checksum-${name}`];
    if (sent !== undefined && (checksum?.algorithm !== name || checksum.value !== sent))
      throw new ServiceError(
        'BadDigest',
        `The ${name.toUpperCase()} you specified did not match the calculated checksum.`,
      );
  }
}

const completed = ({ bucket, key, described }: Upload, etag: string, checksum?: ObjectChecksum) => {
  const answer = xmlResponse('CompleteMultipartUploadResult', [
    ['Location', `/${bucket}/${key}`],
    ['Bucket', bucket],
    ['Key', key],
    ['ETag', etag],
    ...checksumElements(checksum),
  ]);
  return { ...answer, headers: { ...answer.headers, ...confirmedHeaders(described) } };
};

/** Whether a part is the one that the client uploaded, by its entity tag and every checksum that it lists. */
function isListed({ md5, checksums }: Part, listed: ListedPart): boolean {
  const checksumsListed = Object.entries(listed).filter(([name]) => name.startsWith('Checksum'));
  return (
    md5.toString('hex') === listed.ETag.replaceAll('"', '') &&
    checksumsListed.every(
      ([name, value]) =>
        value === undefined || checksums[name.slice('Checksum'.length).toLowerCase()] === value,
    )
  );
}

function chosenParts(stored: readonly Part[], listed: readonly ListedPart[]): readonly Part[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let last = 0;
  return listed.map((one, index) => {
    const number = Number(one.PartNumber);
    if (number <= last)
      throw new ServiceError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
      );
    last = number;
    const part = byNumber.get(number);
    if (part === undefined || !isListed(part, one)) {
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
