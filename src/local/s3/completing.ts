import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { malformedXml, xmlResponse } from '../protocols/xml.ts';
import { readXmlBody } from './bodies.ts';
import { algorithms, extraAlgorithms, invalidHeader, isChecksum } from './checksums.ts';
import type { Algorithm } from './checksums.ts';
import { checkWriteConditions } from './conditions.ts';
import type { S3Context, S3Request } from './context.ts';
import { confirmedHeaders } from './described.ts';
import { badChecksum } from './digests.ts';
import { requireUpload, uploadOf } from './multipart.ts';
import { checksumElements, checksumOf, compositeChecksum, promptAlgorithm } from './objectChecksums.ts';
import type { ObjectChecksum } from './objectChecksums.ts';
import { asStream } from './objectBytes.ts';
import { partRuns } from './ranges.ts';
import type { Part, Upload } from './uploads.ts';

const minPartBytes = 5 * 1024 * 1024;

const checksumText = z.optional(z.string());
/** Strict, so that an unknown checksum is not ignored. */
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

/** Clients retry a slow completion: the retries get the response of the first. */
export async function completeUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const { id } = uploadOf(context, request);
  return context.uploads.inOrder(id, () => complete(context, request));
}

async function complete(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const upload = uploadOf(context, request);
  const { bucket, key, described, completedEtag } = upload;
  const parsed = completeSchema.safeParse(await readParts(request));
  if (!parsed.success) throw malformedXml();
  if (completedEtag !== undefined) {
    const object = context.objects.get(bucket, key);
    const checksum = object?.etag === completedEtag ? object.checksum : undefined;
    return completed(request, upload, completedEtag, checksum);
  }
  const parts = chosenParts(upload, context.uploads.parts(upload.id), parsed.data.Part);
  checkWriteConditions(request, context.objects.get(bucket, key));
  const { plan } = upload;
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const whole = plan?.type === 'COMPOSITE' ? undefined : (plan?.algorithm ?? promptAlgorithm(size));
  checkSentWhole(request);
  const blob = await context.blobs.join(
    concatenated(context, parts),
    extraAlgorithms.filter((name) => name === whole),
  );
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
      parts: partRuns(parts.map((part) => part.size)),
      ...partChecksumsOf(plan?.algorithm, parts),
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
    return completed(request, upload, etag, checksum);
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

function partChecksumsOf(algorithm: Algorithm | undefined, parts: readonly Part[]) {
  const partChecksums = parts.flatMap(({ checksums }) =>
    algorithm === undefined ? [] : (checksums[algorithm] ?? []),
  );
  return partChecksums.length === parts.length ? { partChecksums } : {};
}

/** More than 10,000 parts with all their checksums need. */
const maxPartsBytes = 8 * 1024 * 1024;

/** Checksum headers of this request are about the object, not the body. */
function readParts(request: S3Request): Promise<unknown> {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !/^x-amz-(sdk-)?checksum-/.test(name)),
  );
  return readXmlBody({ ...request, headers }, 'CompleteMultipartUpload', maxPartsBytes);
}

/** The checksum of a whole object that comes with its completion: one, with the count of its parts where it is made of theirs. */
function checkSentWhole({ headers }: S3Request): void {
  const sent = algorithms.flatMap((name) => {
    const value = headers[`x-amz-checksum-${name}`];
    return value === undefined ? [] : [{ name, value }];
  });
  if (sent.length > 1)
    throw new ServiceError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  for (const { name, value } of sent)
    if (!isChecksum(name, value.replace(/-\d+$/, ''))) throw invalidHeader(`x-amz-checksum-${name}`);
}

/** Throws unless the object has the expected size, checksum type and checksum. */
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
  for (const name of algorithms) {
    const sent = headers[`x-amz-checksum-${name}`];
    if (sent !== undefined && (checksum?.algorithm !== name || checksum.value !== sent))
      throw badChecksum(name);
  }
}

const completed = (
  { path, headers }: S3Request,
  { bucket, key, described }: Upload,
  etag: string,
  checksum: ObjectChecksum | undefined,
) => {
  const answer = xmlResponse('CompleteMultipartUploadResult', [
    ['Location', `http://${headers['host'] ?? ''}${path}`],
    ['Bucket', bucket],
    ['Key', key],
    ['ETag', etag],
    ...checksumElements(checksum),
  ]);
  return { ...answer, headers: { ...answer.headers, ...confirmedHeaders(described) } };
};

const listedNames = {
  crc32: 'ChecksumCRC32',
  crc32c: 'ChecksumCRC32C',
  crc64nvme: 'ChecksumCRC64NVME',
  sha1: 'ChecksumSHA1',
  sha256: 'ChecksumSHA256',
} as const;
const listedChecksum = (listed: ListedPart, name: Algorithm) => listed[listedNames[name]];

/** Whether a part is the one that the client uploaded, by its entity tag and every checksum that it lists. */
function isListed({ md5, checksums }: Part, listed: ListedPart): boolean {
  return (
    md5.toString('hex') === listed.ETag.replaceAll('"', '') &&
    algorithms.every((name) => {
      const value = listedChecksum(listed, name);
      return value === undefined || checksums[name] === value;
    })
  );
}

function chosenParts(
  { id, plan }: Upload,
  stored: readonly Part[],
  listed: readonly ListedPart[],
): readonly Part[] {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let last = 0;
  return listed.map((one, index) => {
    const number = Number(one.PartNumber);
    if (!(number >= 1)) throw invalidArgument('PartNumber must be >= 1', 'PartNumber', one.PartNumber);
    const sums = algorithms.filter((name) => listedChecksum(one, name) !== undefined);
    if (sums.length > 1 || sums.some((name) => !isChecksum(name, listedChecksum(one, name) ?? '')))
      throw new ServiceError('InvalidArgument', 'Invalid Base64 or multiple checksums present in request');
    if (plan?.type === 'COMPOSITE' && sums.length === 0)
      throw new ServiceError(
        'InvalidRequest',
        `The upload was created using a ${plan.algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
      );
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
        400,
        { UploadId: id, PartNumber: number, ETag: one.ETag },
      );
    }
    if (part.size < minPartBytes && index < listed.length - 1)
      throw new ServiceError(
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
        400,
        { ProposedSize: part.size, MinSizeAllowed: minPartBytes, PartNumber: number, ETag: one.ETag },
      );
    return part;
  });
}

async function* concatenated({ blobs }: S3Context, parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const { blob, size } of parts) yield* asStream(await blobs.read(blob, size));
}
