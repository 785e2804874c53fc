import { stat } from 'node:fs/promises';
import type { ReadTable } from '../store/readAnyTable.ts';
import { readTable } from '../table/readTable.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
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
  readonly table: Promise<Closable>;
  isRead: boolean;
}

/** A page, an experiment and a file to predict. */
const mostKept = 3;
/** Some file systems count whole seconds: a file this young could change without showing it. */
const settledAfterMs = 2000;

export function openTables(parse: ReadTable = readTable): Tables {
  // The one used last comes last.
  const kept = new Map<string, Kept>();
  const keyOf = (version: string | undefined, options: ReadOptions, columns: ColumnsOptions) =>
    version === undefined ? undefined : `${version}\n${JSON.stringify([options, columns])}`;
  const keep = (key: string, entry: Kept) => {
    kept.delete(key);
    kept.set(key, entry);
    for (const [oldest, { table }] of [...kept].slice(0, -mostKept)) {
      kept.delete(oldest);
      // A table that could not be read has nothing to close.
      void table.then(({ close }) => close?.()).catch(() => undefined);
    }
  };
  const read: Tables['read'] = async (path, options = {}, columns = {}, work = {}) => {
    const version = await versionOf(path);
    const key = keyOf(version, options, columns);
    if (key === undefined) return parse(path, options, columns, work);
    const known = kept.get(key);
    if (known !== undefined) {
      keep(key, known);
      const shared = await sharedWith(known, work);
      // Another caller began to read it and gave up.
      return shared ?? read(path, options, columns, work);
    }
    const entry: Kept = { table: parse(path, options, columns, work), isRead: false };
    keep(key, entry);
    const forget = () => kept.get(key) === entry && kept.delete(key);
    try {
      const found = await entry.table;
      entry.isRead = true;
      return found;
    } catch (error) {
      forget();
      throw error;
    } finally {
      // Written while it was read: which of both was parsed is unknown.
      if ((await versionOf(path)) !== version) forget();
    }
  };
  return {
    read,
    isRead: async (path, options = {}, columns = {}) => {
      const key = keyOf(await versionOf(path), options, columns);
      return key !== undefined && kept.get(key)?.isRead === true;
    },
    readAgain: async (path, expectedSha256, options, columns, work) =>
      requireUnchanged(await read(path, options, columns, work), expectedSha256),
  };
}

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
