import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';

const row = z.object({
  id: z.string(),
  label: z.string(),
  description: z.string(),
  tooltip: z.string(),
  icon: z.string(),
  contextValue: z.string(),
  isCollapsible: z.boolean(),
  s3Uri: z.optional(z.string()),
  trainingJobName: z.optional(z.string()),
  endpointName: z.optional(z.string()),
});
export type PlainRow = z.infer<typeof row>;

const listingSchema = z.object({ version: z.literal(1), listedAt: z.number(), rows: z.array(row) });
export type KeptListing = Omit<z.infer<typeof listingSchema>, 'version'>;

const pinsSchema = z.object({ version: z.literal(1), pins: z.array(z.string()) });

/** What the tree keeps of each connection: pinned S3 URIs, and its groups as they were listed last. No secret is among it. */
export interface S3Places {
  pins(connectionId: string): Promise<readonly string[]>;
  savePins(connectionId: string, pins: readonly string[]): Promise<void>;
  listing(connectionId: string, group: string): Promise<KeptListing | undefined>;
  keep(connectionId: string, group: string, listing: KeptListing): Promise<void>;
}

export function openS3Places(storageFolder: string): S3Places {
  const pathOf = (connectionId: string, name: string) =>
    join(
      storageFolder,
      'tree',
      createHash('sha256').update(connectionId).digest('hex').slice(0, 32),
      `${name}.json`,
    );
  return {
    pins: async (id) => (await readJsonFile(pathOf(id, 'pins'), pinsSchema))?.pins ?? [],
    savePins: (id, pins) => writeJsonFile(pathOf(id, 'pins'), { version: 1, pins }),
    listing: (id, group) => readJsonFile(pathOf(id, group), listingSchema),
    keep: (id, group, listing) => writeJsonFile(pathOf(id, group), { version: 1, ...listing }),
  };
}
