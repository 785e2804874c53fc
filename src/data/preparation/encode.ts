import { withoutFormula } from '../../files/reportCell.ts';
import { createFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { shortest } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import { cellAt } from '../shapes/cells.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { dataFailure } from '../shapes/failures.ts';
import { isNumeric } from '../table/cells.ts';
import { readTable } from '../table/readTable.ts';
import { placeOf, requireUnchanged } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { besideTable, linesLike } from '../table/besideTable.ts';
import { freeName } from './freeName.ts';
import { columnIndex } from './columnIndex.ts';
import { cellFailure, labeledRows, openFeatures, plainNumbers } from './encodeTable.ts';
import { labelsOf } from './labels.ts';

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
    for (const { column, at, encoder } of features) {
      const problem = encoder.write(row[column], values, at);
      const place = { file: '', row: index + 1, column, role: 'feature' } as const;
      if (problem !== undefined) throw cellFailure(problem, place, row[column]);
    }
    return Array.from(values, shortest).join(',');
  });
  return { csvLines };
}

export async function encodeFile(
  preparation: Preparation,
  path: string,
): Promise<EncodedRows & { readonly tableSha256: string }> {
  const table = await readTable(path);
  const { features, width } = openFeatures(preparation.features);
  const indices = features.map(({ column }) => columnIndex(table, column));
  const values = new Float32Array(width);
  const csvLines: string[] = [];
  for await (const { from, rowCount, cells } of table.chunks(indices))
    for (let row = 0; row < rowCount; row += 1) {
      for (const [number, { column, at, encoder }] of features.entries()) {
        const ofColumn = cells[number];
        const cell = ofColumn === undefined ? undefined : cellAt(ofColumn, row);
        const problem = encoder.write(cell, values, at);
        if (problem === undefined) continue;
        throw cellFailure(problem, { ...(await placeOf(table, from + row)), column, role: 'feature' }, cell);
      }
      csvLines.push(Array.from(values, shortest).join(','));
    }
  return { csvLines, tableSha256: table.file.sha256 };
}

interface NewColumns {
  readonly path: string;
  /** Throws 'file-changed' when the table is no longer the one with this hash. */
  readonly expectedSha256: string;
  readonly columns: readonly { readonly name: string; readonly values: readonly (string | number)[] }[];
}

/**
 * Writes NAME.predicted.csv beside the table: its exact lines with columns appended. Answers the path and the names of the new
 * columns, numbered where the table already has a column of that name.
 */
export async function writePredictions(
  { path, expectedSha256, columns }: NewColumns,
  options: WriteOptions = {},
): Promise<{ readonly path: string; readonly columns: readonly string[] }> {
  const table = requireUnchanged(await readTable(path), expectedSha256);
  const names = columns.map(({ name }) => freeName(name, (one) => table.columns.includes(one)));
  const append = cellAppender(table);
  const header = table.headerText === undefined ? undefined : append(table.headerText, names);
  const data = linesLike(table, header, () => appended(table, columns, append));
  const [written = ''] = await createFiles([{ pathOf: besideTable(path, '.predicted'), data }], options);
  return { path: written, columns: names };
}

/** The rows as written with the values of the new columns. */
async function* appended(
  table: Table,
  columns: NewColumns['columns'],
  append: ReturnType<typeof cellAppender>,
): AsyncGenerator<readonly string[]> {
  let first = 0;
  for await (const batch of table.texts()) {
    const from = first;
    yield batch.map((text, index) =>
      append(
        text,
        columns.map(({ values }) => values[from + index] ?? ''),
      ),
    );
    first += batch.length;
  }
}

/** Appends cells to a line in the table's own dialect and number format. */
function cellAppender({ reading: { options, dropped } }: Table) {
  const { delimiter, quote, escape, decimal } = options;
  const hasTrailing = dropped.some(({ why }) => why === 'trailing');
  const written = (cell: string | number) => {
    const text =
      typeof cell === 'number' && decimal === ',' ? String(cell).replace('.', ',') : withoutFormula(cell);
    const isSafe = quote === '' || !(text.includes(delimiter) || text.includes(quote) || /[\r\n]/.test(text));
    return isSafe ? text : `${quote}${text.replaceAll(quote, `${escape}${quote}`)}${quote}`;
  };
  return (line: string, cells: readonly (string | number)[]) => {
    const text = hasTrailing && line.endsWith(delimiter) ? line.slice(0, -1) : line;
    return [text, ...cells.map(written)].join(delimiter);
  };
}

/** Writes NAME.pbr beside the table: every numeric column as RecordIO-protobuf, with `target` as the label when given. */
export async function convertToRecordIO(
  { path, target }: { readonly path: string; readonly target?: string | undefined },
  options: WriteOptions = {},
): Promise<{ readonly path: string; readonly rowCount: number }> {
  const table = await readTable(path);
  const features = numericColumns(table).filter((column) => column !== target);
  const [first] = features;
  if (first === undefined) throw dataFailure('no-features', { file: path }, `${path} has no numeric column`);
  const rows = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const labels = await labelsOf(table, { target: target ?? first });
  const { features: matrix, labels: values } = await labeledRows(table, plainNumbers(features), labels, rows);
  const data = writeRecordIO(matrix, target === undefined ? undefined : values);
  const [written = ''] = await createFiles([{ pathOf: besideTable(path, '', '.pbr'), data }], options);
  return { path: written, rowCount: rows.length };
}

const numericColumns = ({ columns, types }: Table) =>
  columns.filter((_, index) => isNumeric(types[index]?.type ?? 'empty'));
