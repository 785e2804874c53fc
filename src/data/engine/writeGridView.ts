import { besideFile } from '../../files/besideFile.ts';
import { createFiles } from '../../files/writeFiles.ts';
import type { ViewRows } from '../grid/viewRows.ts';
import { columnIndex } from '../preparation/columnIndex.ts';
import type { WrittenGridView } from '../shapes/gridView.ts';
import type { Work } from '../shapes/work.ts';
import { parquetOf } from '../store/parquetOf.ts';
import { csvOf } from '../table/csvOf.ts';
import type { Table } from '../table/table.ts';

export interface GridOutput {
  readonly outputPath: string;
  readonly format: 'csv' | 'parquet';
  /** Of the columns to write, in order. */
  readonly names: readonly string[];
}

/** Writes the rows of a view to a new file, NAME-2 and so on if the name is taken. Throws DataFailure and FileFailure. */
export async function writeGridView(
  table: Table,
  { rowCount, order }: ViewRows,
  { outputPath, format, names }: GridOutput,
  work: Work,
): Promise<WrittenGridView> {
  const part = { rows: order, columns: names.map((name) => columnIndex(table, name)) };
  const data = format === 'csv' ? csvOf(table, part, work) : parquetOf(table, part, work);
  const pathOf = besideFile(outputPath, '');
  const [path = outputPath] = await createFiles([{ pathOf, data }], { signal: work.signal });
  return { path, rowCount };
}
