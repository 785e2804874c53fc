import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isMissing } from '../files/errors.ts';
import { exists } from '../files/exists.ts';
import { removeFile } from '../files/writeFiles.ts';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

/** Recorded for every resource that bills, before it is requested. */
export const recordedFields = {
  connectionId: z.string(),
  trainingJobName: z.string(),
  /** ISO 8601; for display and order only: clocks jump, so it never proves that a resource is gone. */
  recordedAt: z.string(),
  /** Absent in records of earlier versions. */
  account: z.optional(z.object({ accountId: z.string(), region: z.string() })),
  /** Token in the tags of the create call. */
  attempt: z.optional(z.string()),
};

/** A recorded resource that may bill. */
export interface Recorded {
  readonly connectionId: string;
  readonly trainingJobName: string;
  readonly recordedAt: string;
  readonly account?: { readonly accountId: string; readonly region: string } | undefined;
  readonly attempt?: string | undefined;
  /** 'requested' until the service has reported it; 'abandoned': its caller aborted, so it is to be stopped. */
  readonly state: 'requested' | 'seen' | 'abandoned';
}

export interface LedgerContents<Entry> {
  readonly entries: readonly Entry[];
  /** Paths of records that exist and cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * The resources that may bill, each recorded on disk before it is requested. A record is removed only when its resource is known to be
 * gone, so a crash at any point leaves a warning, never a forgotten bill. One file per resource, so that windows never overwrite each
 * other's records.
 */
export interface Ledger<Entry> {
  read(): Promise<LedgerContents<Entry>>;
  record(entry: Entry): Promise<void>;
  forget(entry: Entry): Promise<void>;
  /** Removes a record that cannot be read: only the user can know that its resource does not bill. */
  forgetUnreadable(path: string): Promise<void>;
}

/** `keyOf` identifies an entry and names its file. */
export function openLedger<Stored extends Entry & { readonly version: number }, Entry extends object>(
  folder: string,
  schema: z.ZodMiniType<Stored>,
  { version, keyOf }: { readonly version: Stored['version']; readonly keyOf: (entry: Entry) => string },
): Ledger<Entry> {
  const pathOf = (entry: Entry) =>
    join(folder, `${createHash('sha256').update(keyOf(entry)).digest('hex')}.json`);
  return {
    async read() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
      // One record whose file cannot be opened hides no other.
      const read = await Promise.all(paths.map((path) => readJsonFile(path, schema).catch(() => undefined)));
      const entries = read.filter((entry) => entry !== undefined);
      const unread = paths.filter((_, index) => read[index] === undefined);
      // Another window may have removed it since the folder was listed.
      const isThere = await Promise.all(unread.map(exists));
      return { entries, unreadable: unread.filter((_, index) => isThere[index] === true) };
    },
    record: (entry) => writeJsonFile(pathOf(entry), { ...entry, version }),
    forget: (entry) => removeFile(pathOf(entry)),
    forgetUnreadable: (path) => removeFile(path),
  };
}
