import { dataFailure } from '../shapes/failures.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnFacts, TableFileFacts } from '../shapes/profile.ts';
import type { SharedColumns } from '../shapes/columnLayout.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import type { Reading } from '../shapes/reading.ts';
import type { ColumnReading } from '../source/columnCells.ts';

/** A table that was read: columns of equal length whose rows are in file order. Row indices count from 0. */
export interface Table {
  /** The path the table was read from. */
  readonly path: string;
  readonly file: TableFileFacts;
  readonly reading: Reading;
  readonly columns: readonly string[];
  /** What each column holds, in the order of `columns`. */
  readonly types: readonly ColumnReading[];
  readonly rowCount: number;
  /** The header exactly as written, without its line end; undefined for a file without one. */
  readonly headerText: string | undefined;
  /** Type, missing and distinct counts of each column; counted once. */
  readonly facts: (signal?: AbortSignal) => Promise<readonly ColumnFacts[]>;
  /** A whole column. */
  readonly cells: (column: number, signal?: AbortSignal) => Promise<Cells>;
  /** Columns side by side, at most `mostChunkRows` rows at a time; a chunk is valid until the next one. */
  readonly chunks: (columns: readonly number[], signal?: AbortSignal) => AsyncIterable<TableChunk>;
  /** The cells of some distinct rows, in the order given, of each of the columns. */
  readonly cellsAt: (
    rows: Int32Array,
    columns: readonly number[],
    signal?: AbortSignal,
  ) => Promise<readonly Cells[]>;
  /** The most frequent values of a column; of equally frequent ones, the first in the table comes first. */
  readonly counts: (column: number, limit: number, signal?: AbortSignal) => Promise<ValueCounts>;
  /** Rows that repeat an earlier one. */
  readonly duplicateRowCount: (signal?: AbortSignal) => Promise<number>;
  /** The cells of the rows from `from` up to `to` as the file has them. */
  readonly written: (from: number, to: number) => Promise<readonly (readonly string[])[]>;
  /** The line that a row begins on, counted from 1; blank lines and multi-line cells count. */
  readonly lineOf: (row: number) => Promise<number>;
  /** Of a table with a stored copy: what was worked out of it, by those who know how. */
  readonly notes?: TableNotes;
  /** Of a table in a file of columns: lends it to other threads while `work` runs. */
  readonly share?: <T>(work: (columns: SharedColumns) => Promise<T>) => Promise<T>;
  /** The rows exactly as written, without line ends, in batches. */
  readonly texts: (signal?: AbortSignal) => AsyncIterable<readonly string[]>;
}

/** Reads the table at a path; options that are absent are worked out from the file. */
export type ReadAnyTable = (path: string, read?: ReadOptions, columns?: ColumnsOptions) => Promise<Table>;

export interface TableNotes {
  readonly read: () => Promise<Buffer | undefined>;
  readonly write: (bytes: Buffer) => Promise<void>;
}

export const mostChunkRows = 65_536;

export interface TableChunk {
  /** The first row. */
  readonly from: number;
  readonly rowCount: number;
  /** In the order of the columns requested. */
  readonly cells: readonly Cells[];
}

export interface ValueCounts {
  readonly distinctCount: number;
  readonly top: readonly { readonly value: string; readonly count: number }[];
}

/** The same table with this hash. Throws 'file-changed'. */
export function requireUnchanged<T extends Pick<Table, 'path' | 'file'>>(
  table: T,
  expectedSha256: string,
): T {
  const { path, file } = table;
  if (file.sha256 === expectedSha256) return table;
  throw dataFailure('file-changed', { file: path }, `${path} changed after it was read`);
}

/** A row's position as failures report it; rows and lines count from 1. */
export async function placeOf(table: Pick<Table, 'path' | 'lineOf'>, row: number) {
  return { file: table.path, row: row + 1, line: await table.lineOf(row) };
}
