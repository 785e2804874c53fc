import { HeadBucketCommand, paginateListBuckets } from '@aws-sdk/client-s3';
import type { AwsClients } from '../connections/clients.ts';
import { call } from '../failures/call.ts';
import { eachOf } from './eachOf.ts';
import { inBucket } from './inBucket.ts';
import { knownOf } from './known.ts';
import type { Known, RegionalBucket } from './types.ts';

/** S3 tells the regions of buckets only to a request that has a parameter. */
const pageSize = 1000;
const atOnce = 8;

/**
 * All buckets, those of the connection's region first, each by name. A region that the list lacks is requested bucket by bucket, and
 * 'unknown' where that is denied.
 */
export async function listRegionalBuckets(
  clients: AwsClients,
  signal?: AbortSignal,
): Promise<readonly RegionalBucket[]> {
  const buckets = await call('ListBuckets', signal, async (options) => {
    const found: RegionalBucket[] = [];
    const pages = paginateListBuckets({ client: clients.s3, pageSize }, {}, options);
    for await (const { Buckets = [] } of pages)
      for (const { Name, CreationDate, BucketRegion } of Buckets)
        if (Name !== undefined)
          found.push({ name: Name, createdAt: CreationDate?.getTime(), region: BucketRegion ?? 'unknown' });
    return found;
  });
  const known = new Map(buckets.map(({ name, region }) => [name, region]));
  const open = buckets.filter(({ region }) => region === 'unknown');
  await eachOf(open, { atOnce, signal }, async ({ name }) => {
    known.set(name, await bucketRegion(clients, name, signal));
  });
  const regional = buckets.map((bucket) => ({ ...bucket, region: known.get(bucket.name) ?? 'unknown' }));
  for (const { name, region } of regional) learn(clients, name, region);
  const isOwn = ({ region }: RegionalBucket) => region === clients.region;
  return regional.toSorted(
    (a, b) => Number(isOwn(b)) - Number(isOwn(a)) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

/** The region of a bucket that exists. Throws 'resource-not-found'. */
export async function bucketRegion(
  clients: AwsClients,
  bucket: string,
  signal?: AbortSignal,
): Promise<Known<string>> {
  const command = new HeadBucketCommand({ Bucket: bucket });
  const region = await knownOf(async () => {
    const { BucketRegion } = await inBucket(clients, 'HeadBucket', { bucket }, signal, (s3, options) =>
      s3.send(command, options),
    );
    return BucketRegion ?? clients.bucketRegions.get(bucket) ?? clients.region;
  });
  learn(clients, bucket, region);
  return region;
}

/** A store of its own has one URL for all of its regions. */
function learn(
  { bucketRegions, region: own, configured }: AwsClients,
  bucket: string,
  region: Known<string>,
) {
  if (region !== 'unknown' && region !== own && configured.s3 === undefined)
    bucketRegions.set(bucket, region);
}
