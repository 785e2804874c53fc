import { writeFile } from 'node:fs/promises';
import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { Work } from '../shapes/work.ts';
import { csvLine } from '../table/csvLine.ts';
import { bytesOfLines, linesOf } from '../table/csvOf.ts';
import { columnsOf } from '../table/rowsInOrder.ts';
import type { TablePart } from '../table/rowsInOrder.ts';
import type { Table } from '../table/table.ts';
import { literal } from './database.ts';
import { dayMs, fromDouble, mostExact, numberType, typeAt } from './parquetTypes.ts';
import type { ParquetRows } from './parquetTypes.ts';

/** Reads rows from a plain file through DuckDB; each column takes some 25 KB of memory. */
export async function rowsInFile(
  path: string,
  table: Table,
  part: TablePart,
  work: Work,
): Promise<ParquetRows> {
  const readings = columnsOf(table, part).map((column) => typeAt(table, column));
  const isNumbers = new Uint8Array(readings.length);
  const isBroken = new Uint8Array(readings.length);
  const textOf = (cells: Cells, row: number, at: number): string => {
    const cell = cellAt(cells, row);
    if (typeof cell !== 'number') return cell ?? '';
    isNumbers[at] = 1;
    const isDate = readings[at]?.date !== undefined;
    if (isDate ? cell % dayMs !== 0 : !Number.isInteger(cell) || Math.abs(cell) > mostExact) isBroken[at] = 1;
    return String(cell);
  };
  let longestBytes = 0;
  const lines = async function* () {
    const lineOf = (cells: readonly Cells[], row: number) =>
      csvLine(cells.map((column, at) => textOf(column, row, at)));
    for await (const batch of linesOf(table, part, lineOf, work)) {
      for (const line of batch) longestBytes = Math.max(longestBytes, Buffer.byteLength(line) + 1);
      yield batch;
    }
  };
  await writeFile(path, bytesOfLines(lines()));
  const types = readings.map((reading, at) =>
    isNumbers[at] === 1 ? numberType(reading, isBroken[at] === 0) : 'VARCHAR',
  );
  const isDate = (type: string) => type === 'DATE' || type === 'TIMESTAMP';
  const columns = types.map((type, at) => `'c${at}': '${isDate(type) ? 'DOUBLE' : type}'`);
  const options = `columns = {${columns.join(', ')}}, delim = ',', quote = '"', escape = '"', header = false, auto_detect = false, parallel = false, max_line_size = ${longestBytes}, buffer_size = ${4 * longestBytes}`;
  return {
    // Every expression over a column takes memory of its own.
    values: types.map((type, at) =>
      type === 'DATE' || type === 'TIMESTAMP' ? fromDouble(`c${at}`, type) : `c${at}`,
    ),
    from: `read_csv(${literal(path)}, ${options})`,
  };
}
