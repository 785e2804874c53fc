import { createFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { shortest } from '../../learner/formats/csv.ts';
import type { Preparation } from '../shapes/preparation.ts';
import type { ColumnsOptions } from '../shapes/columns.ts';
import type { ReadOptions } from '../shapes/read.ts';
import { dataFailure } from '../shapes/failures.ts';
import { isNumeric } from '../table/cells.ts';
import { readTable } from '../table/readTable.ts';
import type { ReadAnyTable, Table } from '../table/table.ts';
import { besideFile } from '../../files/besideFile.ts';
import { countingUp } from '../split/permutation.ts';
import { cellFailure } from './cellFailure.ts';
import { encodeSets } from './encodeSets.ts';
import type { Cell } from './encoders/encoder.ts';
import { labelsOf } from './labels.ts';
import { faultOf, openFeatures, plainNumbers } from './openFeatures.ts';

/** One row: a cell by the name of its column. */
export type RowByName = Readonly<Record<string, string | number>>;

/** One text/csv line per row, in the model's order of features. */
export interface EncodedRows {
  readonly csvLines: readonly string[];
}

/** Rows by column name as text/csv lines of the model's features. Throws DataFailure with row and column. */
export async function encodeRows(preparation: Preparation, rows: readonly RowByName[]): Promise<EncodedRows> {
  const { features, width } = openFeatures(preparation.features);
  const values = new Float32Array(width);
  const csvLines = rows.map((row, index) => {
    for (const feature of features) {
      const { column, second, at, encoder } = feature;
      const [first, other] = [typed(row[column]), typed(row[second ?? column])];
      const problem = encoder.write(first, values, at, other);
      if (problem === undefined) continue;
      const fault = faultOf(feature, first, other);
      throw cellFailure(
        problem,
        { file: '', row: index + 1, column: fault.column, role: 'feature' },
        fault.cell,
      );
    }
    return Array.from(values, shortest).join(',');
  });
  return { csvLines };
}

/** A number by name is what would be typed for it: of a date, in the column's own unit. */
const typed = (cell: string | number | undefined): Cell => (typeof cell === 'number' ? String(cell) : cell);

/** Writes NAME.pbr beside the table: every numeric column as RecordIO-protobuf, with `target` as the label when given. */
export async function convertToRecordIO(
  {
    path,
    read,
    columns,
    target,
  }: {
    readonly path: string;
    readonly read?: ReadOptions | undefined;
    readonly columns?: ColumnsOptions | undefined;
    readonly target?: string | undefined;
  },
  options: WriteOptions = {},
  tableAt: ReadAnyTable = readTable,
): Promise<{ readonly path: string; readonly rowCount: number }> {
  const table = await tableAt(path, read, columns);
  const features = numericColumns(table).filter((column) => column !== target);
  const [first] = features;
  if (first === undefined) throw dataFailure('no-features', { file: path }, `${path} has no numeric column`);
  const labels = target === undefined ? undefined : await labelsOf(table, { target });
  const encoding = { features: plainNumbers(features), labels, format: 'dense-recordio' } as const;
  const bytesOf = encodeSets(table, encoding, [countingUp(table.rowCount)], options.signal);
  const parts = [{ pathOf: besideFile(path, '', '.pbr'), data: bytesOf(0) }];
  const [written = ''] = await createFiles(parts, options);
  return { path: written, rowCount: table.rowCount };
}

const numericColumns = ({ columns, types }: Table) =>
  columns.filter((_, index) => isNumeric(types[index]?.type ?? 'empty'));
