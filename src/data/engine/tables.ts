import { AsyncLocalStorage } from 'node:async_hooks';
import { stat } from 'node:fs/promises';
import type { ReadTable } from '../store/readAnyTable.ts';
import { readTable } from '../table/readTable.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import { sortedOptions, writtenOptions } from '../shapes/read.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { untilAborted, wasAborted } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import { requireUnchanged } from '../table/table.ts';
import type { Table } from '../table/table.ts';

/** Reads tables and keeps the last ones, so that several questions about one table parse it once. */
export interface Tables {
  /** The table as it is on disk now. Throws DataFailure. */
  readonly read: (
    path: string,
    options?: ReadOptions,
    columns?: ColumnsOptions,
    work?: Work,
  ) => Promise<Table>;
  /** Whether the table is there without reading it. */
  readonly isRead: (path: string, options?: ReadOptions, columns?: ColumnsOptions) => Promise<boolean>;
  /** Runs a call: what it reads is not closed before it ends. */
  readonly during: <T>(call: () => Promise<T>) => Promise<T>;
  /** Leaves what this call has read open for calls to come, until the answer is called. */
  readonly hold: () => () => void;
  /** Throws 'file-changed' when it is no longer the table with this hash. */
  readonly readAgain: (
    path: string,
    expectedSha256: string,
    options?: ReadOptions,
    columns?: ColumnsOptions,
    work?: Work,
  ) => Promise<Table>;
}

type Closable = Awaited<ReturnType<ReadTable>>;

interface Kept {
  /** Of the options it was read with, and of all the options that were found; none of a table that is not read again. */
  readonly keys: Set<string>;
  readonly table: Promise<Closable>;
  isRead: boolean;
  /** Calls that have it. */
  users: number;
}

/** A page, an experiment and a file to predict. */
const mostKept = 3;
/** Some file systems count whole seconds: a file this young could change without showing it. */
const settledAfterMs = 2000;

export function openTables(parse: ReadTable = readTable): Tables {
  // The one used last comes last.
  let kept: readonly Kept[] = [];
  const calls = new AsyncLocalStorage<Set<Kept>>();
  const closeUnused = (entry: Kept) => {
    if (entry.users > 0 || kept.includes(entry)) return;
    // A table that could not be read has nothing to close.
    void entry.table.then(({ close }) => close?.()).catch(() => undefined);
  };
  const use = (entry: Kept) => {
    const used = calls.getStore();
    if (used === undefined || used.has(entry)) return;
    used.add(entry);
    entry.users += 1;
  };
  const release = (used: ReadonlySet<Kept>) => {
    for (const entry of used) {
      entry.users -= 1;
      closeUnused(entry);
    }
  };
  const forget = (entry: Kept) => {
    kept = kept.filter((other) => other !== entry);
    closeUnused(entry);
  };
  const keep = (entry: Kept) => {
    use(entry);
    const all = [...kept.filter((other) => other !== entry), entry];
    kept = all.slice(-mostKept);
    for (const left of all.slice(0, -mostKept)) closeUnused(left);
  };
  const begin = (key: string | undefined, ...request: Parameters<ReadTable>): Kept => ({
    keys: new Set(key === undefined ? [] : [key]),
    table: parse(...request),
    isRead: false,
    users: 0,
  });
  const read: Tables['read'] = async (path, options = {}, columns = {}, work = {}) => {
    const version = await versionOf(path);
    if (version === undefined) {
      const entry = begin(undefined, path, options, columns, work);
      use(entry);
      // No call reads it again; without a call to end, it is open while it is one of the last.
      if (entry.users === 0) keep(entry);
      return entry.table;
    }
    const key = keyOf(version, options, columns);
    const known = kept.find(({ keys }) => keys.has(key));
    if (known !== undefined) {
      keep(known);
      const shared = await sharedWith(known, work);
      // Another caller began to read it and gave up.
      return shared ?? read(path, options, columns, work);
    }
    const entry = begin(key, path, options, columns, work);
    keep(entry);
    try {
      const found = await entry.table;
      entry.isRead = true;
      // A suggested experiment has these options: it is about the same table.
      entry.keys.add(keyOf(version, writtenOptions(found.reading.options), columns));
      return found;
    } catch (error) {
      forget(entry);
      throw error;
    } finally {
      // Written while it was read: which of both was parsed is unknown.
      if ((await versionOf(path)) !== version) entry.keys.clear();
    }
  };
  return {
    read,
    during: async (call) => {
      const used = new Set<Kept>();
      try {
        return await calls.run(used, call);
      } finally {
        release(used);
      }
    },
    hold: () => {
      const held = new Set(calls.getStore());
      for (const entry of held) entry.users += 1;
      return () => {
        release(held);
        held.clear();
      };
    },
    isRead: async (path, options = {}, columns = {}) => {
      const version = await versionOf(path);
      const key = version === undefined ? undefined : keyOf(version, options, columns);
      return kept.some(({ keys, isRead }) => isRead && key !== undefined && keys.has(key));
    },
    readAgain: async (path, expectedSha256, options, columns, work) =>
      requireUnchanged(await read(path, options, columns, work), expectedSha256),
  };
}

const keyOf = (version: string, options: ReadOptions, columns: ColumnsOptions) =>
  `${version}\n${JSON.stringify([sortedOptions(options), columns])}`;

/** The table that another caller is reading or has read; undefined when that one was aborted. Rejects when this one is. */
async function sharedWith({ table }: Kept, { signal }: Work): Promise<Table | undefined> {
  try {
    return await untilAborted(table, signal);
  } catch (error) {
    if (wasAborted(error, signal)) return undefined;
    throw error;
  }
}

/** Tells one state of a file from another; undefined where the table must not be kept. */
async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs, mtimeMs, ctimeNs } = await stat(path, { bigint: true });
    const isSettled = Date.now() - Number(mtimeMs) >= settledAfterMs;
    if (!isSettled) return undefined;
    return [path, ino, size, mtimeNs, ctimeNs].join('\n');
  } catch {
    return undefined; // Reading it says why.
  }
}
