import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';
import { openBucketOwners } from './bucketOwners.ts';
import type { BucketOwners } from './bucketOwners.ts';

const destinationSchema = z.object({
  bucket: z.string(),
  roleArn: z.string(),
  /** When we requested the role, in milliseconds since 1970: for a while SageMaker may not know it yet. */
  roleRequestedAt: z.optional(z.number()),
});

/** Bucket and execution role of a connection's runs. */
export type Destination = z.infer<typeof destinationSchema>;

/** Destinations by connection, kept on disk; they contain no secret. */
export interface Destinations {
  find(connectionId: string): Promise<Destination | undefined>;
  save(connectionId: string, destination: Destination): Promise<void>;
  readonly owners: BucketOwners;
}

export function openDestinations(storageFolder: string): Destinations {
  const pathOf = (connectionId: string) =>
    join(
      storageFolder,
      'connections',
      `${createHash('sha256').update(connectionId).digest('hex').slice(0, 32)}.json`,
    );
  return {
    find: (connectionId) => readJsonFile(pathOf(connectionId), destinationSchema),
    save: (connectionId, { bucket, roleArn, roleRequestedAt }) =>
      writeJsonFile(pathOf(connectionId), { connectionId, bucket, roleArn, roleRequestedAt }),
    owners: openBucketOwners(storageFolder),
  };
}
