import { shortest } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import type { EngineCalls, Preparation } from '../engine/engine.ts';
import { dataFailure } from '../errors.ts';
import { isMissing, isNumeric, numberOf, typeOf } from '../table/cells.ts';
import { readTable } from '../table/readTable.ts';
import type { Table } from '../table/readTable.ts';
import { atomicWriter, labeledRows } from './prepare.ts';

/** Rows by column name as a text/csv request of the model's features. Throws DataFailure naming row and column. */
export function encodeRows(
  { features }: Preparation,
  rows: EngineCalls['encodeRows']['request']['rows'],
  file = 'input',
): EngineCalls['encodeRows']['answer'] {
  const csvLines = rows.map((row, index) =>
    features
      .map(({ column }) => shortest(Math.fround(featureOf(row[column], column, index + 1, file))))
      .join(','),
  );
  return { csvLines };
}

function featureOf(cell: string | number | undefined, column: string, row: number, file: string): number {
  const facts = { file, row, column, role: 'feature' } as const;
  if (cell === undefined || (typeof cell === 'string' && isMissing(cell)))
    throw dataFailure('value-missing', facts, `Row ${row} has no value for ${column}`);
  const number = typeof cell === 'number' ? cell : numberOf(cell);
  if (number === undefined || !Number.isFinite(number))
    throw dataFailure(
      'value-not-numeric',
      { ...facts, found: String(cell) },
      `Row ${row} has ${String(cell)} for ${column}, which is no number`,
    );
  return number;
}

export async function encodeFile(
  preparation: Preparation,
  path: string,
): Promise<EngineCalls['encodeFile']['answer']> {
  const table = await readTable(path);
  const rows = table.rows.map((cells) =>
    Object.fromEntries(table.columns.map((column, index) => [column, cells[index] ?? ''])),
  );
  return encodeRows(preparation, rows, table.file.name);
}

/** The file again with more columns at its end; never over an existing file of another name. */
export async function writePredictions({
  path,
  outputPath,
  columns,
}: EngineCalls['writePredictions']['request']): Promise<{ path: string }> {
  const { file, headerText, rowTexts } = await readTable(path);
  const joinCells = (cells: readonly string[]) => cells.join(file.delimiter);
  const lines = [
    joinCells([headerText, ...columns.map(({ name }) => quoted(name, file.delimiter))]),
    ...rowTexts.map((text, row) =>
      joinCells([text, ...columns.map(({ values }) => quoted(String(values[row] ?? ''), file.delimiter))]),
    ),
  ];
  await atomicWriter.write(outputPath, joinLines(file.newline, lines));
  return { path: outputPath };
}

/** As RFC 4180 quotes a cell that needs it. */
const quoted = (cell: string, delimiter: string) =>
  cell.includes(delimiter) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

export const joinLines = (newline: 'LF' | 'CRLF', lines: readonly string[]) => {
  const end = newline === 'CRLF' ? '\r\n' : '\n';
  return lines.map((line) => `${line}${end}`).join('');
};

/** Every numeric column as RecordIO-protobuf; with a target, that column is the label. */
export async function convertToRecordIO({
  path,
  target,
  outputPath,
}: EngineCalls['convertToRecordIO']['request']): Promise<EngineCalls['convertToRecordIO']['answer']> {
  const table = await readTable(path);
  const features = numericColumns(table).filter((column) => column !== target);
  const [first] = features;
  if (first === undefined)
    throw dataFailure('no-features', { file: table.file.name }, `${table.file.name} has no numeric column`);
  const rows = table.rows.map((_, row) => row);
  const data = labeledRows(table, features, target ?? first, rows);
  await atomicWriter.write(
    outputPath,
    writeRecordIO(data.features, target === undefined ? undefined : data.labels),
  );
  return { path: outputPath, rowCount: rows.length };
}

const numericColumns = (table: Table) =>
  table.columns.filter((_, index) => isNumeric(typeOf(table.rows.map((row) => row[index] ?? ''))));
