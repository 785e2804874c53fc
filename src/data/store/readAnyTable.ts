import { stat } from 'node:fs/promises';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { isDelimitedText } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import { readTable } from '../table/readTable.ts';
import type { Table } from '../table/table.ts';
import type { Store } from './store.ts';

/** A table that may hold more than memory. */
export type ReadTable = (
  path: string,
  options?: ReadOptions,
  columns?: ColumnsOptions,
  work?: Work,
) => Promise<Table & { readonly close?: () => Promise<void> }>;

/** Larger files are stored: in memory as rows they would take several times their size. */
const mostBytesInMemory = 5 * 1024 * 1024;

/** Reads small files of text into memory, and all others, other formats and folders of files into the store. */
export const readAnyTable =
  (store: Store): ReadTable =>
  async (path, read = {}, columns = {}, work = {}) =>
    (await isSmallText(path, read))
      ? readTable(path, read, columns)
      : store.read({ path, read, columns }, work);

async function isSmallText(path: string, { format }: ReadOptions): Promise<boolean> {
  if (format !== undefined && format !== 'csv') return false;
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return false;
    // What is no file at all is refused there.
    return (
      !stats.isFile() || ((isDelimitedText(path) || format === 'csv') && stats.size <= mostBytesInMemory)
    );
  } catch {
    return !/[*?]/.test(path);
  }
}
