import { createHash } from 'node:crypto';
import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isMissing } from '../files/errors.ts';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

const entrySchema = z.object({
  version: z.literal(1),
  connectionId: z.string(),
  endpointName: z.string(),
  trainingJobName: z.string(),
  recordedAt: z.string(),
});

export type LedgerEntry = Omit<z.infer<typeof entrySchema>, 'version'>;

export interface LedgerContents {
  readonly entries: readonly LedgerEntry[];
  /** Paths of records that are there and cannot be read: of endpoints that may live and cannot be named. */
  readonly unreadable: readonly string[];
}

/**
 * Which endpoints may live, on disk before any of them is asked for: the one thing read at start-up. An entry leaves only
 * when its endpoint was seen to be gone, so a crash at any point leaves a warning, never a forgotten bill. One file an
 * endpoint, so that two windows never overwrite each other's.
 */
export interface EndpointLedger {
  read(): Promise<LedgerContents>;
  record(entry: LedgerEntry): Promise<void>;
  forget(connectionId: string, endpointName: string): Promise<void>;
  /** Removes a record that cannot be read: only the user can know that no endpoint stands behind it. */
  forgetUnreadable(path: string): Promise<void>;
}

/** The endpoint made of a job last, of those on record; undefined when there is none. */
export function newestOf(
  { entries }: Pick<LedgerContents, 'entries'>,
  run: Pick<LedgerEntry, 'connectionId' | 'trainingJobName'>,
): string | undefined {
  const own = entries.filter(
    ({ connectionId, trainingJobName }) =>
      connectionId === run.connectionId && trainingJobName === run.trainingJobName,
  );
  return own.toSorted((a, b) => b.recordedAt.localeCompare(a.recordedAt))[0]?.endpointName;
}

export function openEndpointLedger(storageFolder: string): EndpointLedger {
  const folder = join(storageFolder, 'endpoints');
  const pathOf = (connectionId: string, endpointName: string) =>
    join(folder, `${createHash('sha256').update(`${connectionId}\n${endpointName}`).digest('hex')}.json`);
  return {
    async read() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
      const read = await Promise.all(paths.map((path) => readJsonFile(path, entrySchema)));
      const entries = read.filter((entry) => entry !== undefined);
      const unread = paths.filter((_, index) => read[index] === undefined);
      // Another window may have forgotten one since the folder was listed.
      const isThere = await Promise.all(unread.map(exists));
      return { entries, unreadable: unread.filter((_, index) => isThere[index] === true) };
    },
    record: (entry) =>
      writeJsonFile(pathOf(entry.connectionId, entry.endpointName), { version: 1, ...entry }),
    forget: (connectionId, endpointName) => rm(pathOf(connectionId, endpointName), { force: true }),
    forgetUnreadable: (path) => rm(path, { force: true }),
  };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
