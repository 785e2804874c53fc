import { stat } from 'node:fs/promises';
import type { ReadTable } from '../store/readAnyTable.ts';
import { readTable } from '../table/readTable.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { requireUnchanged } from '../table/table.ts';
import type { Table } from '../table/table.ts';

/** Reads tables and keeps the last ones, so that several questions about one table parse it once. */
export interface Tables {
  /** The table as it is on disk now. Throws DataFailure. */
  readonly read: (path: string, options?: ReadOptions, columns?: ColumnsOptions) => Promise<Table>;
  /** Throws 'file-changed' when it is no longer the table with this hash. */
  readonly readAgain: (
    path: string,
    expectedSha256: string,
    options?: ReadOptions,
    columns?: ColumnsOptions,
  ) => Promise<Table>;
}

/** A page, an experiment and a file to predict. */
const mostKept = 3;
/** Some file systems count whole seconds: a file this young could change without showing it. */
const settledAfterMs = 2000;

export function openTables(parse: ReadTable = readTable): Tables {
  // The one used last comes last.
  const kept = new Map<string, ReturnType<ReadTable>>();
  const forget = (key: string) => {
    const table = kept.get(key);
    kept.delete(key);
    // A table that could not be read has nothing to close.
    void table?.then(({ close }) => close?.()).catch(() => undefined);
  };
  const read = async (
    path: string,
    options: ReadOptions = {},
    columns: ColumnsOptions = {},
  ): Promise<Table> => {
    const version = await versionOf(path);
    if (version === undefined) return parse(path, options, columns);
    const key = `${version}\n${JSON.stringify([options, columns])}`;
    const known = kept.get(key);
    const table = known ?? parse(path, options, columns);
    kept.delete(key);
    kept.set(key, table);
    for (const oldest of [...kept.keys()].slice(0, -mostKept)) forget(oldest);
    if (known !== undefined) return known;
    try {
      return await table;
    } catch (error) {
      kept.delete(key);
      throw error;
    } finally {
      // Written while it was read: which of both was parsed is unknown.
      if ((await versionOf(path)) !== version) kept.delete(key);
    }
  };
  return {
    read,
    readAgain: async (path, expectedSha256, options, columns) =>
      requireUnchanged(await read(path, options, columns), expectedSha256),
  };
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
