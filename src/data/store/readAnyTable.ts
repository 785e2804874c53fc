import { stat } from 'node:fs/promises';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { formatOf, isDelimitedText } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import { withFile } from '../source/openFile.ts';
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

/** Of a file with so many columns, more is read into memory. */
const wideColumns = 500;
const mostBytesOfWide = 64 * 1024 * 1024;
const headBytes = 256 * 1024;

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
    if (!stats.isFile()) return true;
    if (format === undefined ? !isDelimitedText(path) : formatOf(path).compression !== undefined)
      return false;
    return stats.size <= mostBytesInMemory || (stats.size <= mostBytesOfWide && (await isWide(path)));
  } catch {
    return !/[*?]/.test(path);
  }
}

/** Few rows of many columns: DuckDB takes long for each column. */
async function isWide(path: string): Promise<boolean> {
  const { firstLine } = await withFile(path, async (file) => {
    const head = await file.read(0, Math.min(file.size, headBytes));
    const end = head.indexOf(0x0a);
    return { firstLine: head.toString('latin1', 0, end < 0 ? head.length : end) };
  });
  return firstLine.split(/[,;\t|]/, wideColumns).length === wideColumns;
}
