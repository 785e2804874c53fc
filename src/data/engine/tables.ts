import { stat } from 'node:fs/promises';
import { readTable } from '../table/readTable.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { requireUnchanged } from '../table/table.ts';
import type { Table } from '../table/table.ts';

/** Reads tables and keeps the last one, so that several questions about one table parse it once. */
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

/** A larger file is not kept: a parsed table takes several times its bytes. */
const largestKeptBytes = 64 * 1024 * 1024;
/** Some file systems count whole seconds: a file this young could change without showing it. */
const settledAfterMs = 2000;

export function openTables(
  parse: (path: string, options?: ReadOptions, columns?: ColumnsOptions) => Promise<Table> = readTable,
): Tables {
  let kept: { readonly key: string; readonly table: Promise<Table> } | undefined;
  const read = async (
    path: string,
    options: ReadOptions = {},
    columns: ColumnsOptions = {},
  ): Promise<Table> => {
    const version = await versionOf(path);
    const key = version === undefined ? undefined : `${version}\n${JSON.stringify([options, columns])}`;
    if (key !== undefined && kept?.key === key) return kept.table;
    kept = undefined;
    const table = parse(path, options, columns);
    if (key === undefined) return table;
    const entry = { key, table };
    kept = entry;
    try {
      return await table;
    } catch (error) {
      if (kept === entry) kept = undefined;
      throw error;
    } finally {
      // Written while it was read: which of both was parsed is unknown.
      if (kept === entry && (await versionOf(path)) !== version) kept = undefined;
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
    if (!isSettled || size > largestKeptBytes) return undefined;
    return [path, ino, size, mtimeNs, ctimeNs].join('\n');
  } catch {
    return undefined; // Reading it says why.
  }
}
