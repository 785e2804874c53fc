import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { required, unlessMissing } from '../failures/call.ts';
import { eachOf } from './eachOf.ts';
import { inBucket } from './inBucket.ts';
import { partBytesFor, partRanges } from './partRanges.ts';
import type { PartRange } from './partRanges.ts';
import type { Started } from './records.ts';
import { withRetries } from './retries.ts';
import type { S3Location } from './s3Uri.ts';
import { readRange, requireOwn } from './uploading.ts';
import type { KnownPart, Sending, UploadedFile } from './uploading.ts';

const partsAtOnce = 4;

/**
 * Uploads a file in parts, each with its CRC32; parts that an earlier process sent are kept if S3 lists them as they are on record.
 * Returns false, and writes nothing, when the file changed meanwhile.
 *
 * lib-storage's Upload cannot take up an upload that another process began, which is why this is our own.
 */
export async function uploadInParts(
  clients: AwsClients,
  file: UploadedFile,
  sending: Sending,
): Promise<boolean> {
  const { identity, signal, record, onBytes } = sending;
  const usual = partBytesFor(identity.size);
  const kept = await keptParts(clients, file, identity.size, signal);
  const id = kept?.id ?? (await createUpload(clients, file, signal));
  const partBytes = kept?.partBytes ?? usual;
  const { index } = file;
  if (kept === undefined) await record.append({ event: 'started', index, id, partBytes, ...identity });
  const parts = new Map(kept?.parts.map((part) => [part.number, part]));
  const ranges = partRanges(identity.size, partBytes);
  for (const { number, start, end } of ranges) if (parts.has(number)) onBytes(end - start);
  const open = ranges.filter(({ number }) => !parts.has(number));
  await eachOf(open, { atOnce: partsAtOnce, signal }, async (range) => {
    const part = await sendPart(clients, { ...file, id }, range, sending);
    if (part === undefined) return;
    parts.set(part.number, part);
    await record.append({ event: 'part', index, ...part });
    onBytes(range.end - range.start);
  });
  if (parts.size < ranges.length || !(await sending.isStable())) {
    await abortUpload(clients, file, id);
    await record.append({ event: 'dropped', index });
    return false;
  }
  await complete(clients, { ...file, id }, { parts, sending });
  return true;
}

/** The parts of an earlier process that S3 still has; undefined when their upload is gone. */
async function keptParts(
  clients: AwsClients,
  { bucket, key, started, parts }: UploadedFile,
  size: number,
  signal: AbortSignal | undefined,
): Promise<(Pick<Started, 'id' | 'partBytes'> & { readonly parts: readonly KnownPart[] }) | undefined> {
  if (started === undefined) return undefined;
  const { id, partBytes } = started;
  const listed = await unlessMissing(() => listedParts(clients, { bucket, key }, id, signal));
  if (listed === undefined) return undefined;
  const ranges = new Map(partRanges(size, partBytes).map((range) => [range.number, range]));
  const isKept = ({ id: of, number, etag }: KnownPart) => {
    const range = ranges.get(number);
    const there = listed.get(number);
    return of === id && there?.etag === etag && range !== undefined && there.size === range.end - range.start;
  };
  return { id, partBytes, parts: parts.filter(isKept) };
}

interface ListedPart {
  readonly etag: string | undefined;
  readonly size: number | undefined;
}

/** How many bytes of an upload in parts are stored, and billed. */
export async function uploadedBytes(
  clients: AwsClients,
  location: S3Location,
  uploadId: string,
  signal?: AbortSignal,
): Promise<number> {
  const parts = await listedParts(clients, location, uploadId, signal);
  let bytes = 0;
  for (const { size = 0 } of parts.values()) bytes += size;
  return bytes;
}

/** Not by the SDK's paginator: a last page has a marker too, after which it would begin again. */
async function listedParts(
  clients: AwsClients,
  location: S3Location,
  id: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, ListedPart>> {
  const found = new Map<number, ListedPart>();
  let marker: string | undefined;
  do {
    const command = new ListPartsCommand({
      Bucket: location.bucket,
      Key: location.key,
      UploadId: id,
      PartNumberMarker: marker,
    });
    const page = await inBucket(clients, 'ListParts', location, signal, (s3, options) =>
      s3.send(command, options),
    );
    for (const { PartNumber = 0, ETag, Size } of page.Parts ?? [])
      found.set(PartNumber, { etag: ETag, size: Size });
    marker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return found;
}

async function createUpload(
  clients: AwsClients,
  { bucket, key }: S3Location,
  signal: AbortSignal | undefined,
): Promise<string> {
  const command = new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ChecksumAlgorithm: 'CRC32' });
  const { UploadId } = await inBucket(
    clients,
    'CreateMultipartUpload',
    { bucket, key },
    signal,
    (s3, options) => s3.send(command, options),
  );
  return required(UploadId, 'CreateMultipartUpload', 'UploadId');
}

interface OpenUpload extends UploadedFile {
  /** Of the upload. */
  readonly id: string;
}

/** Undefined when the file has become shorter. */
async function sendPart(
  clients: AwsClients,
  { bucket, key, path, id }: OpenUpload,
  range: PartRange,
  { handle, budget, signal, waitsMs }: Sending,
): Promise<KnownPart | undefined> {
  const { number, start, end } = range;
  return budget.with(end - start, async () => {
    signal?.throwIfAborted();
    const bytes = await readRange(handle, path, range);
    if (bytes.length < end - start) return undefined;
    const command = new UploadPartCommand({
      Bucket: bucket,
      Key: key,
      UploadId: id,
      PartNumber: number,
      Body: bytes,
      ChecksumAlgorithm: 'CRC32',
    });
    const { ETag, ChecksumCRC32 } = await withRetries({ signal, waitsMs }, () =>
      inBucket(clients, 'UploadPart', { bucket, key }, signal, (s3, options) => s3.send(command, options)),
    );
    const etag = required(ETag, 'UploadPart', 'ETag');
    return { id, number, etag, ...(ChecksumCRC32 === undefined ? {} : { crc32: ChecksumCRC32 }) };
  });
}

async function complete(
  clients: AwsClients,
  { bucket, key, id }: OpenUpload,
  { parts, sending }: { readonly parts: ReadonlyMap<number, KnownPart>; readonly sending: Sending },
): Promise<void> {
  const { signal, onlyNew, waitsMs, identity } = sending;
  const ordered = [...parts.values()].toSorted((a, b) => a.number - b.number);
  const command = new CompleteMultipartUploadCommand({
    Bucket: bucket,
    Key: key,
    UploadId: id,
    MultipartUpload: {
      Parts: ordered.map(({ number, etag, crc32 }) => ({
        PartNumber: number,
        ETag: etag,
        ...(crc32 === undefined ? {} : { ChecksumCRC32: crc32 }),
      })),
    },
    ...(onlyNew ? { IfNoneMatch: '*' } : {}),
  });
  await withRetries({ signal, waitsMs }, () =>
    inBucket(clients, 'CompleteMultipartUpload', { bucket, key }, signal, (s3, options) =>
      s3.send(command, options),
    ),
  ).catch(async (error: unknown) => {
    const etag = etagOfParts(ordered);
    await requireOwn(clients, { bucket, key, etag, size: identity.size, error }, signal);
  });
}

/** The MD5 of the MD5s of the parts, and their count. */
function etagOfParts(parts: readonly KnownPart[]): string {
  const md5s = parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return `"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-${parts.length}"`;
}

/** Removes the parts of an upload; one that is gone already is fine. */
export async function abortUpload(
  clients: AwsClients,
  { bucket, key }: S3Location,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id });
  await unlessMissing(() =>
    inBucket(clients, 'AbortMultipartUpload', { bucket, key }, signal, (s3, options) =>
      s3.send(command, options),
    ),
  );
}
