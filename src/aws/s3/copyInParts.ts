import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { CompletedPart } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { required } from '../failures/call.ts';
import { keptBy, sourceOf } from './copySource.ts';
import type { CopyOptions, CopyPair } from './copySource.ts';
import { eachOf } from './eachOf.ts';
import { inBucket } from './inBucket.ts';
import { isNotImplemented } from './known.ts';
import { mostParts, partRanges, smallestPartBytes } from './partRanges.ts';
import type { PartRange } from './partRanges.ts';
import { objectTags, partsOf } from './properties.ts';

interface Copied extends CopyPair {
  readonly size: number;
}

const partsAtOnce = 8;
const usualPartBytes = 256 * 2 ** 20;

/** As `copyObject`, of any size. Parts are those of the source where possible, which gives the copy the same ETag. */
export async function copyInParts(clients: AwsClients, copied: Copied, options: CopyOptions): Promise<void> {
  const { to, size } = copied;
  const { signal } = options;
  const partBytes = await partBytesOf(clients, copied, signal);
  const UploadId = await createUpload(clients, copied, signal);
  const upload = { Bucket: to.bucket, Key: to.key, UploadId };
  try {
    const parts = await copyParts(clients, copied, { upload, ranges: partRanges(size, partBytes) }, options);
    const command = new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts: parts },
      ...(options.onlyNew === true ? { IfNoneMatch: '*' } : {}),
    });
    await inBucket(clients, 'CompleteMultipartUpload', to, signal, (s3, callOptions) =>
      s3.send(command, callOptions),
    );
  } catch (error) {
    const command = new AbortMultipartUploadCommand(upload);
    // Rethrow the original error even if cleanup fails.
    await inBucket(clients, 'AbortMultipartUpload', to, undefined, (s3) => s3.send(command)).catch(
      () => undefined,
    );
    throw error;
  }
}

async function partBytesOf(
  clients: AwsClients,
  { from, head, size }: Copied,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (partsOf(head) === undefined) return usualPartBytes;
  const command = new HeadObjectCommand({ Bucket: from.bucket, Key: from.key, PartNumber: 1 });
  const { ContentLength = 0 } = await inBucket(clients, 'HeadObject', from, signal, (s3, options) =>
    s3.send(command, options),
  );
  const isUsable = ContentLength >= smallestPartBytes && size / ContentLength <= mostParts;
  return isUsable ? ContentLength : usualPartBytes;
}

/** CreateMultipartUpload takes over nothing of the source by itself. */
async function createUpload(
  clients: AwsClients,
  { from, to, head }: Copied,
  signal: AbortSignal | undefined,
): Promise<string> {
  const tags = await objectTags(clients, from, signal).catch((error: unknown) => {
    if (isNotImplemented(error)) return {};
    throw error;
  });
  const expires = head.ExpiresString === undefined ? undefined : new Date(head.ExpiresString);
  const command = new CreateMultipartUploadCommand({
    ...keptBy(clients, { from, to, head }),
    Bucket: to.bucket,
    Key: to.key,
    ContentType: head.ContentType,
    CacheControl: head.CacheControl,
    ContentDisposition: head.ContentDisposition,
    ContentEncoding: head.ContentEncoding,
    ContentLanguage: head.ContentLanguage,
    ...(expires === undefined || Number.isNaN(expires.getTime()) ? {} : { Expires: expires }),
    Metadata: head.Metadata,
    ...(Object.keys(tags).length === 0 ? {} : { Tagging: tagHeader(tags) }),
  });
  const { UploadId } = await inBucket(clients, 'CreateMultipartUpload', to, signal, (s3, options) =>
    s3.send(command, options),
  );
  return required(UploadId, 'CreateMultipartUpload', 'UploadId');
}

const tagHeader = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags)
    .map((pair) => pair.map(encodeURIComponent).join('='))
    .join('&');

async function copyParts(
  clients: AwsClients,
  { from, to, head }: Copied,
  {
    upload,
    ranges,
  }: {
    readonly upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string };
    readonly ranges: readonly PartRange[];
  },
  { signal, onBytes }: CopyOptions,
): Promise<CompletedPart[]> {
  const parts: CompletedPart[] = [];
  await eachOf(ranges, { atOnce: partsAtOnce, signal }, async ({ number, start, end }) => {
    const command = new UploadPartCopyCommand({
      ...upload,
      ...sourceOf(clients, from, head),
      PartNumber: number,
      CopySourceRange: `bytes=${start}-${end - 1}`,
    });
    const { CopyPartResult } = await inBucket(clients, 'UploadPartCopy', to, signal, (s3, options) =>
      s3.send(command, options),
    );
    const { LastModified: _, ...part } = required(CopyPartResult, 'UploadPartCopy', 'CopyPartResult');
    parts[number - 1] = { ...part, PartNumber: number };
    onBytes?.(end - start);
  });
  return parts;
}
