import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { listBuckets } from './buckets.ts';
import type { AwsClients } from './connections/clients.ts';
import { unlessMissing } from './failures/call.ts';
import { hasCode } from './failures/errors.ts';
import { inBucket } from './s3/inBucket.ts';

/** What is known of a bucket without changing anything. */
export type BucketStanding =
  | { readonly kind: 'none' }
  | { readonly kind: 'exists'; readonly region: string; readonly owner: 'own' | 'other' }
  /** It exists, and S3 reveals neither region nor owner. */
  | { readonly kind: 'hidden' };

/** Throws what HeadBucket does, except that access is denied. */
export async function bucketStanding(
  clients: AwsClients,
  bucket: string,
  { accountId, signal }: { readonly accountId: string; readonly signal?: AbortSignal },
): Promise<BucketStanding> {
  try {
    const region = await regionOf(clients, bucket, accountId, signal);
    return region === undefined ? { kind: 'none' } : { kind: 'exists', region, owner: 'own' };
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    if (await isListed(clients, bucket, signal)) return { kind: 'hidden' };
  }
  try {
    const region = await regionOf(clients, bucket, undefined, signal);
    return region === undefined ? { kind: 'none' } : { kind: 'exists', region, owner: 'other' };
  } catch (error) {
    if (!hasCode(error, 'access-denied')) throw error;
    return { kind: 'hidden' };
  }
}

/** Its region; undefined when there is no such bucket. */
async function regionOf(
  clients: AwsClients,
  bucket: string,
  owner: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
  const answer = await unlessMissing(() =>
    inBucket(clients, 'HeadBucket', { bucket }, signal, (s3, options) => s3.send(command, options)),
  );
  return answer && (answer.BucketRegion ?? clients.bucketRegions.get(bucket) ?? clients.region);
}

/** Whether it is among the account's own; false where they may not be listed. */
async function isListed(clients: AwsClients, bucket: string, signal?: AbortSignal): Promise<boolean> {
  try {
    return (await listBuckets(clients, signal)).some(({ name }) => name === bucket);
  } catch (error) {
    if (hasCode(error, 'access-denied')) return false;
    throw error;
  }
}
