import { ServiceError, invalidArgument } from '../protocols/service.ts';
import type { ServiceResponse } from '../protocols/service.ts';
import { requireBucket } from './buckets.ts';
import {
  extraAlgorithms,
  extraAlgorithmsOf,
  invalidHeader,
  isAlgorithm,
  sentAlgorithm,
  unsupportedAlgorithm,
} from './checksums.ts';
import type { ExtraAlgorithm } from './checksums.ts';
import { checkDigests } from './digests.ts';
import { copiedObject } from './copying.ts';
import { confirmedHeaders, describeBody } from './described.ts';
import { checkPlan, checksumOf } from './objectChecksums.ts';
import type { ChecksumPlan, ObjectChecksum } from './objectChecksums.ts';
import { asStream, bytesOf } from './objectBytes.ts';
import { checkKey } from './objectOperations.ts';
import { copiedRange } from './ranges.ts';
import type { Blob } from './blobs.ts';
import type { Upload } from './uploads.ts';
import type { S3Context, S3Request } from './context.ts';
import { xmlResponse } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';

const noSuchUpload = ({ query }: S3Request) =>
  new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: query.get('uploadId') ?? '' },
  );

/** The upload of a request, completed or not. */
export function uploadOf(context: S3Context, request: S3Request): Upload {
  const { query, bucket, key } = request;
  requireBucket(context, bucket);
  const upload = context.uploads.get(query.get('uploadId') ?? '');
  if (upload?.bucket !== bucket || upload.key !== key) throw noSuchUpload(request);
  return upload;
}

/** The upload of a request, which must not be completed yet. */
export function requireUpload(context: S3Context, request: S3Request): Upload {
  const upload = uploadOf(context, request);
  if (upload.completedEtag !== undefined) throw noSuchUpload(request);
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
  const type = headers['x-amz-checksum-type']?.toUpperCase();
  if (algorithm === undefined && type === undefined) return undefined;
  if (algorithm === undefined || !isAlgorithm(algorithm))
    throw algorithm === undefined
      ? new ServiceError(
          'InvalidRequest',
          'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
        )
      : unsupportedAlgorithm();
  if (type !== undefined && type !== 'FULL_OBJECT' && type !== 'COMPOSITE')
    throw invalidHeader('x-amz-checksum-type');
  return checkPlan({ algorithm, type: type ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE') });
}

/** Checksums that a part needs beside those that come with it. */
function partAlgorithms({ plan }: Upload, request: S3Request): readonly ExtraAlgorithm[] {
  const sent = extraAlgorithmsOf(request);
  return extraAlgorithms.filter((name) => sent.includes(name) || plan?.algorithm === name);
}

/** Requires a part checksum if the object's is composite. Throws InvalidRequest. */
function checkPartAlgorithm({ plan }: Upload, request: S3Request): void {
  const sent = sentAlgorithm(request);
  if (plan === undefined || sent === plan.algorithm || (sent === undefined && plan.type === 'FULL_OBJECT'))
    return;
  throw new ServiceError(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${plan.algorithm}, actual checksum Type: ${sent ?? 'null'}`,
  );
}

/** The checksum that the upload is planned with, of one of its parts. */
const plannedChecksum = ({ plan }: Upload, blob: Blob) => checksumOf(plan?.algorithm, blob);

export async function uploadPart(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = partNumberOf(request);
  const upload = requireUpload(context, request);
  checkPartAlgorithm(upload, request);
  const blob = await context.blobs.write(request.body, partAlgorithms(upload, request));
  const confirmed = await keepPart(context, request, number, blob, () => checkDigests(request, blob));
  return {
    status: 200,
    headers: {
      etag: etagOf(blob),
      ...confirmed,
      ...planned(upload, blob),
      ...confirmedHeaders(upload.described),
    },
  };
}

const planned = (upload: Upload, blob: Blob) => {
  const checksum = plannedChecksum(upload, blob);
  return checksum === undefined ? {} : { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value };
};

/** UploadPartCopy: the part is a range of an existing object. */
export async function uploadPartCopy(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  const number = partNumberOf(request);
  const upload = requireUpload(context, request);
  const source = copiedObject(context, request);
  const range = copiedRange(request.headers['x-amz-copy-source-range'], source.size);
  const bytes = asStream(await bytesOf(context, source, range));
  const blob = await context.blobs.write(bytes, partAlgorithms(upload, request));
  await keepPart(context, request, number, blob, () => undefined);
  return xmlResponse('CopyPartResult', [
    ['LastModified', context.clock().toISOString()],
    ['ETag', etagOf(blob)],
    ...partChecksumElements(plannedChecksum(upload, blob)),
  ]);
}

const partChecksumElements = (checksum: ObjectChecksum | undefined): readonly XmlElement[] =>
  checksum === undefined ? [] : [[`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value]];

function partNumberOf(request: S3Request): number {
  const number = Number(request.query.get('partNumber'));
  if (Number.isInteger(number) && number >= 1 && number <= 10_000) return number;
  throw invalidArgument(
    'Part number must be an integer between 1 and 10000, inclusive',
    'partNumber',
    request.query.get('partNumber') ?? '',
  );
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
    if (!(await context.uploads.putPart(id, number, blob))) throw noSuchUpload(request);
    return checked;
  } catch (error) {
    await context.blobs.remove(blob.name);
    throw error;
  }
}

const etagOf = ({ md5 }: Blob) => `"${md5.toString('hex')}"`;

export async function abortUpload(context: S3Context, request: S3Request): Promise<ServiceResponse> {
  await context.uploads.abort(requireUpload(context, request).id);
  return { status: 204 };
}
