import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isMissing, readJsonFile, writeJsonFile } from './jsonFiles.ts';

const entrySchema = z.object({
  version: z.literal(1),
  connectionId: z.string(),
  endpointName: z.string(),
  trainingJobName: z.string(),
  recordedAt: z.string(),
});

type LedgerEntry = Omit<z.infer<typeof entrySchema>, 'version'>;

/**
 * Which endpoints may live, on disk before any of them is asked for: the one thing read at start-up. An entry leaves only
 * when its endpoint was seen to be gone, so a crash at any point leaves a warning, never a forgotten bill. One file an
 * endpoint, so that two windows never overwrite each other's.
 */
export interface EndpointLedger {
  entries(): Promise<readonly LedgerEntry[]>;
  record(entry: LedgerEntry): Promise<void>;
  forget(connectionId: string, endpointName: string): Promise<void>;
}

export function openEndpointLedger(storageFolder: string): EndpointLedger {
  const folder = join(storageFolder, 'endpoints');
  const pathOf = (connectionId: string, endpointName: string) =>
    join(folder, `${createHash('sha256').update(`${connectionId}\n${endpointName}`).digest('hex')}.json`);
  return {
    async entries() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      const files = names.filter((name) => name.endsWith('.json'));
      const read = await Promise.all(files.map((name) => readJsonFile(join(folder, name), entrySchema)));
      return read.filter((entry) => entry !== undefined);
    },
    record: (entry) =>
      writeJsonFile(pathOf(entry.connectionId, entry.endpointName), { version: 1, ...entry }),
    forget: (connectionId, endpointName) => rm(pathOf(connectionId, endpointName), { force: true }),
  };
}
