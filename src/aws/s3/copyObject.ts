import { CopyObjectCommand } from '@aws-sdk/client-s3';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { required } from '../failures/call.ts';
import { copyDiffers } from '../failures/s3Failures.ts';
import { copyInParts } from './copyInParts.ts';
import { keptBy, sourceOf } from './copySource.ts';
import type { CopyOptions, CopyPair } from './copySource.ts';
import { inBucket } from './inBucket.ts';
import { checksumsOf, headObject } from './properties.ts';
import { s3Uri } from './s3Uri.ts';

/** As much as CopyObject takes. */
const mostWholeBytes = 5 * 2 ** 30;

/**
 * Copies an object with its content headers, metadata, tags, storage class and encryption key, without a byte passing through this
 * machine, and compares size and ETag or checksum. Throws 'object-changed' when the source is no longer the one in `head`, and
 * 'copy-differs'.
 */
export async function copyObject(
  clients: AwsClients,
  { from, to, head }: CopyPair,
  options: CopyOptions = {},
): Promise<void> {
  const size = required(head.ContentLength, 'HeadObject', 'ContentLength');
  if (size > (options.mostWholeBytes ?? mostWholeBytes))
    await copyInParts(clients, { from, to, head, size }, options);
  else {
    const command = new CopyObjectCommand({
      ...sourceOf(clients, from, head),
      ...keptBy(clients, { from, to, head }),
      ...(options.onlyNew === true ? { IfNoneMatch: '*' } : {}),
      Bucket: to.bucket,
      Key: to.key,
      MetadataDirective: 'COPY',
      TaggingDirective: 'COPY',
    });
    await inBucket(clients, 'CopyObject', to, options.signal, (s3, callOptions) =>
      s3.send(command, callOptions),
    );
    options.onBytes?.(size);
  }
  const copy = await headObject(clients, to, options.signal);
  if (!isSameContent(head, copy)) throw copyDiffers(s3Uri(from), s3Uri(to));
}

/** Whether two objects have the same bytes, as far as their heads show. */
function isSameContent(a: HeadObjectCommandOutput, b: HeadObjectCommandOutput): boolean {
  if (a.ContentLength !== b.ContentLength) return false;
  if (a.ETag !== undefined && a.ETag === b.ETag) return true;
  const known = new Map(wholeChecksums(a));
  const shared = wholeChecksums(b).filter(([algorithm]) => known.has(algorithm));
  if (shared.length > 0) return shared.every(([algorithm, value]) => known.get(algorithm) === value);
  return !(isMd5(a) && isMd5(b));
}

const wholeChecksums = (head: HeadObjectCommandOutput) =>
  checksumsOf(head).flatMap(({ algorithm, value, type }) =>
    type === 'FULL_OBJECT' ? [[algorithm, value] as const] : [],
  );

/** Whether the ETag is the MD5 of the bytes: not of an object of parts, nor of one with a key of its own. */
const isMd5 = ({ ETag = '', ServerSideEncryption = 'AES256' }: HeadObjectCommandOutput) =>
  /^"?[0-9a-f]{32}"?$/.test(ETag) && ServerSideEncryption === 'AES256';

/** Whether a copy, made earlier, is what a new one would be. */
export const isSameObject = (a: HeadObjectCommandOutput, b: HeadObjectCommandOutput): boolean =>
  isSameContent(a, b) &&
  (a.ETag === b.ETag || wholeChecksums(a).length > 0) &&
  a.ContentType === b.ContentType &&
  isSameRecord(a.Metadata ?? {}, b.Metadata ?? {});

function isSameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
