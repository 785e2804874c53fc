import { stat } from 'node:fs/promises';
import type { ReadTable } from '../store/readAnyTable.ts';
import { readTable } from '../table/readTable.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import { sortedOptions, writtenOptions } from '../shapes/read.ts';
import type { ReadOptions } from '../shapes/read.ts';
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
  /** Of the options it was read with, and of all the options that were found. */
  readonly keys: Set<string>;
  readonly table: Promise<Closable>;
  isRead: boolean;
}

/** A page, an experiment and a file to predict. */
const mostKept = 3;
/** Some file systems count whole seconds: a file this young could change without showing it. */
const settledAfterMs = 2000;

export function openTables(parse: ReadTable = readTable): Tables {
  // The one used last comes last.
  let kept: readonly Kept[] = [];
  const forget = (entry: Kept) => {
    kept = kept.filter((other) => other !== entry);
  };
  const keep = (entry: Kept) => {
    const all = [...kept.filter((other) => other !== entry), entry];
    kept = all.slice(-mostKept);
    for (const { table } of all.slice(0, -mostKept))
      // A table that could not be read has nothing to close.
      void table.then(({ close }) => close?.()).catch(() => undefined);
  };
  const read: Tables['read'] = async (path, options = {}, columns = {}, work = {}) => {
    const version = await versionOf(path);
    if (version === undefined) return parse(path, options, columns, work);
    const key = keyOf(version, options, columns);
    const known = kept.find(({ keys }) => keys.has(key));
    if (known !== undefined) {
      keep(known);
      const shared = await sharedWith(known, work);
      // Another caller began to read it and gave up.
      return shared ?? read(path, options, columns, work);
    }
    const entry: Kept = { keys: new Set([key]), table: parse(path, options, columns, work), isRead: false };
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
      if ((await versionOf(path)) !== version) forget(entry);
    }
  };
  return {
    read,
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
  signal?.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal?.reason);
  });
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([table, aborted]);
  } catch (error) {
    if (isAbort(error) && signal?.aborted !== true) return undefined;
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';

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
