import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { isMissing } from '../../files/errors.ts';
import { exists } from '../../files/exists.ts';
import { withLock } from '../../files/lock.ts';
import { makeFolder, removeFile } from '../../files/writeFiles.ts';
import { readJsonFile, writeJsonFile } from '../../files/jsonFiles.ts';
import { rateSchema } from '../spend/spendLine.ts';
import type { EndedBy, SpendLine } from '../spend/spendLine.ts';
import { openSpendFile } from './spendFile.ts';
import type { SpendFile } from './spendFile.ts';

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
  /** Absent until the service has described it. */
  arn: z.optional(z.string()),
  /** CreationTime, milliseconds since 1970: with the ARN it distinguishes a resource from a later one of the same name. */
  createdAtMs: z.optional(z.number()),
  /** ARN of the identity that requested it. */
  owner: z.optional(z.string()),
  /** Name of the experiment. */
  experiment: z.optional(z.string()),
  instanceType: z.optional(z.string()),
  instanceCount: z.optional(z.number()),
  /** Of all instances, as it was known when it was requested. */
  rate: z.optional(rateSchema),
  /** When the user was told of a resource that nobody here saw being created, milliseconds since 1970: once is enough. */
  strayNotedAtMs: z.optional(z.number()),
};

const recordedSchema = z.object(recordedFields);

/** A recorded resource that may bill. */
export interface Recorded extends z.infer<typeof recordedSchema> {
  /** 'requested' until the service has reported it; 'abandoned': its caller aborted, so it is to be stopped. */
  readonly state: 'requested' | 'seen' | 'abandoned';
}

const states: readonly Recorded['state'][] = ['requested', 'seen', 'abandoned'];

/** Of two records of one resource, what either knows of its state. */
export const laterState = <Entry extends Recorded>(a: Entry, b: Entry): Entry['state'] =>
  states.indexOf(a.state) > states.indexOf(b.state) ? a.state : b.state;

export interface LedgerContents<Entry> {
  readonly entries: readonly Entry[];
  /** Paths of records that exist and cannot be read. */
  readonly unreadable: readonly string[];
}

/**
 * The resources that may bill, each recorded on disk before it is requested. A record is removed only when its resource is known to be
 * gone, so a crash at any point leaves a warning, never a forgotten bill. One file per resource, each written under a lock of its own, so
 * that windows never overwrite each other's records.
 */
export interface Ledger<Entry> {
  /** Identifies the resource of an entry. */
  readonly keyOf: (entry: Entry) => string;
  read(): Promise<LedgerContents<Entry>>;
  record(entry: Entry): Promise<void>;
  /** Records a new resource once `check` has resolved, in `admitting`. */
  admit(entry: Entry, check: () => Promise<void>): Promise<void>;
  /** Runs `act` while no other process admits anything, so that what it has read of the journal stays true. */
  admitting(act: () => Promise<void>): Promise<void>;
  /**
   * Changes a record as it is on disk now, which another process may have changed since `entry` was read. `change` gets undefined where
   * there is no record, and returns undefined to leave all as it is. Resolves to the record as it is then.
   */
  change(entry: Entry, change: Change<Entry>): Promise<Entry | undefined>;
  /** Removes the record of what never existed. */
  forget(entry: Entry): Promise<void>;
  /** Records what a resource was billed for, then removes its record, which stays as long as `endingOf` returns undefined for it. */
  end(entry: Entry, endingOf: (current: Entry) => Ending | undefined): Promise<void>;
  /** Removes a record that cannot be read: only the user can know that its resource does not bill. */
  forgetUnreadable(path: string): Promise<void>;
}

type Change<Entry> = (current: Entry | undefined) => Entry | undefined | Promise<Entry | undefined>;

/** How a resource ended, as far as is known. Times are milliseconds since 1970. */
export interface Ending {
  /** The service's, where it gives one; otherwise that of the look that no longer found the resource. */
  readonly endedAtMs: number;
  readonly endedBy: EndedBy;
  readonly startedAtMs?: number | undefined;
}

interface LedgerKind<Entry> {
  /** Of the records that are written. */
  readonly version: number;
  /** Identifies an entry and names its file. */
  readonly keyOf: (entry: Entry) => string;
  readonly lineOf: (entry: Entry, ending: Ending) => SpendLine;
  readonly spend?: SpendFile;
}

/** The part of a line that every record has. */
export function lineOfRecord(entry: Recorded, ending: Ending) {
  const { connectionId, account, arn, experiment, instanceType = '', instanceCount = 1 } = entry;
  return {
    connectionId,
    account,
    arn,
    experiment,
    instanceType,
    instanceCount,
    rate: entry.rate ?? { kind: 'unknown' as const },
    startedAtMs: ending.startedAtMs ?? entry.createdAtMs ?? Date.parse(entry.recordedAt),
    endedAtMs: ending.endedAtMs,
    endedBy: ending.endedBy,
  };
}

/** `journal` is the folder of the journal, `name` that of the records in it. */
export function openLedger<Stored extends Entry & { readonly version: number }, Entry extends Recorded>(
  journal: string,
  name: string,
  schema: z.ZodMiniType<Stored>,
  { version, keyOf, lineOf, spend = openSpendFile(journal) }: LedgerKind<Entry>,
): Ledger<Entry> {
  const folder = join(journal, name);
  const pathOf = (entry: Entry) =>
    join(folder, `${createHash('sha256').update(keyOf(entry)).digest('hex')}.json`);
  const locked = async <T>(entry: Entry, act: () => Promise<T>): Promise<T> => {
    await makeFolder(journal, { mode: 0o700 });
    await makeFolder(folder);
    return withLock(`${pathOf(entry)}.lock`, act);
  };
  const currentOf = (entry: Entry) => readJsonFile(pathOf(entry), schema).catch(() => undefined);
  const record = (entry: Entry) => locked(entry, () => writeJsonFile(pathOf(entry), { ...entry, version }));
  const admitting = async (act: () => Promise<void>) => {
    await makeFolder(journal, { mode: 0o700 });
    await withLock(join(journal, 'admission.lock'), act);
  };
  return {
    keyOf,
    async read() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      });
      const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
      // A record that cannot be opened does not hide the others.
      const read = await Promise.all(paths.map((path) => readJsonFile(path, schema).catch(() => undefined)));
      const entries = read.filter((entry) => entry !== undefined);
      const unread = paths.filter((_, index) => read[index] === undefined);
      // Another window may have removed it since the folder was listed.
      const isThere = await Promise.all(unread.map(exists));
      return { entries, unreadable: unread.filter((_, index) => isThere[index] === true) };
    },
    record,
    admit: (entry, check) =>
      admitting(async () => {
        await check();
        await record(entry);
      }),
    admitting,
    change: (entry, change) =>
      locked(entry, async () => {
        const current = await currentOf(entry);
        const next = await change(current);
        if (next === undefined) return current;
        await writeJsonFile(pathOf(entry), { ...next, version });
        return next;
      }),
    forget: (entry) => locked(entry, () => removeFile(pathOf(entry))),
    end: (entry, endingOf) =>
      locked(entry, async () => {
        const current = (await currentOf(entry)) ?? entry;
        const ending = endingOf(current);
        if (ending === undefined) return;
        await spend.append(lineOf(current, ending));
        await removeFile(pathOf(entry));
      }),
    forgetUnreadable: (path) => removeFile(path),
  };
}
