import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { fileFailure, isMissing } from '../files/errors.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';

const ownerSchema = z.object({ bucket: z.string(), owner: z.string().check(z.regex(/^\d{12}$/)) });

/**
 * Account ids of the owners of the buckets that runs of a connection go to: our own account, or the one that the user has agreed to. Kept
 * on disk, a file per bucket, so that windows do not overwrite each other's.
 */
export interface BucketOwners {
  /** By bucket. */
  all(connectionId: string): Promise<ReadonlyMap<string, string>>;
  save(connectionId: string, bucket: string, owner: string): Promise<void>;
}

export function openBucketOwners(storageFolder: string): BucketOwners {
  const folderOf = (connectionId: string) => join(storageFolder, 'bucketOwners', hashOf(connectionId));
  return {
    async all(connectionId) {
      const folder = folderOf(connectionId);
      const names = await filesIn(folder);
      const read = await Promise.all(names.map((name) => readJsonFile(join(folder, name), ownerSchema)));
      return new Map(read.filter((one) => one !== undefined).map(({ bucket, owner }) => [bucket, owner]));
    },
    save: (connectionId, bucket, owner) =>
      writeJsonFile(join(folderOf(connectionId), `${hashOf(bucket)}.json`), { connectionId, bucket, owner }),
  };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileFailure(folder, error);
  }
}
