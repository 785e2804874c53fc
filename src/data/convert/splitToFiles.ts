import { besideFile } from '../../files/besideFile.ts';
import { createFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { cellAt } from '../shapes/cells.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import type { RowFormat, SplitPreview, Splitting } from '../shapes/splitting.ts';
import { writtenEnding } from '../shapes/tableFiles.ts';
import type { Work } from '../shapes/work.ts';
import { assignRows } from '../preparation/assignRows.ts';
import { columnIndex } from '../preparation/columnIndex.ts';
import { rowSource } from '../preparation/rowSource.ts';
import { parquetOf } from '../store/parquetOf.ts';
import { csvOf } from '../table/csvOf.ts';
import { linesInOrder } from '../table/linesInOrder.ts';
import { readTable } from '../table/readTable.ts';
import type { ReadAnyTable, Table } from '../table/table.ts';

export interface SplitRequest {
  readonly path: string;
  readonly read?: ReadOptions | undefined;
  readonly columns?: ColumnsOptions | undefined;
  readonly split: Splitting;
}

/** A file that a split wrote. */
export interface SplitFile {
  /** train, test, validation, or fold-1 and so on. */
  readonly name: string;
  readonly path: string;
  readonly rowCount: number;
}

/**
 * Writes NAME-train.csv, NAME-test.csv and so on next to the table, or NAME-2-train.csv and so on if a name is taken. Without a
 * format, and as CSV of delimited text, with its header and its rows byte for byte, but without the lines that are neither.
 */
export async function splitToFiles(
  { format, ...request }: SplitRequest & { readonly format?: RowFormat | undefined },
  options: WriteOptions & Pick<Work, 'onProgress'> = {},
  tableAt: ReadAnyTable = readTable,
): Promise<readonly SplitFile[]> {
  const { onProgress, ...writing } = options;
  const table = await tableAt(request.path, request.read, request.columns);
  const work = { signal: options.signal, onProgress };
  const sets = await assignRows(rowSource(table), request.split, work);
  const { ending, bytesOf } = writerOf(table, format, work);
  const parts = sets.map(({ name, rows }) => ({
    pathOf: besideFile(request.path, `-${name}`, ending),
    data: bytesOf(rows),
  }));
  const paths = await createFiles(parts, writing);
  return sets.map(({ name, rows }, at) => ({ name, path: paths[at] ?? '', rowCount: rows.length }));
}

function writerOf(table: Table, format: RowFormat | undefined, work: Work) {
  if (format === 'parquet')
    return { ending: '.parquet', bytesOf: (rows: Int32Array) => parquetOf(table, { rows }, work) };
  if (format === 'csv' && table.reading.options.format === 'jsonl')
    return { ending: '.csv', bytesOf: (rows: Int32Array) => csvOf(table, { rows }, work) };
  return {
    ending: writtenEnding(table.path),
    bytesOf: (rows: Int32Array) => linesInOrder(table, rows, work.signal),
  };
}

const mostClasses = 12;

/** How many rows each set would have, and how many of each class of `classColumn`. */
export async function previewSplit(
  { path, read, columns, split, classColumn }: SplitRequest & { readonly classColumn?: string | undefined },
  work: Work = {},
  tableAt: ReadAnyTable = readTable,
): Promise<SplitPreview> {
  const table = await tableAt(path, read, columns);
  const sets = await assignRows(rowSource(table), split, work);
  if (classColumn === undefined)
    return {
      sets: sets.map(({ name, rows }) => ({ name, rowCount: rows.length, classCounts: [] })),
      classes: [],
    };
  const column = columnIndex(table, classColumn);
  const { top } = await table.counts(column, mostClasses, work.signal);
  const classes = top.map(({ value }) => value);
  const cells = await table.cells(column, work.signal);
  return {
    classColumn,
    classes,
    sets: sets.map(({ name, rows }) => {
      const counts = new Map<string, number>();
      for (const row of rows) {
        const value = String(cellAt(cells, row) ?? '');
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return { name, rowCount: rows.length, classCounts: classes.map((one) => counts.get(one) ?? 0) };
    }),
  };
}
