import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import { fileTextOf, csvLine } from './csvLine.ts';
import { columnsOf, rowsInOrder } from './rowsInOrder.ts';
import type { TablePart } from './rowsInOrder.ts';
import type { Table } from './table.ts';

const mostCharacters = 1024 * 1024;

/** Rows of a table as lines without their ends, in batches of about a megabyte. */
export async function* linesOf(
  table: Table,
  part: TablePart,
  lineOf: (cells: readonly Cells[], row: number) => string,
  work: Work = {},
): AsyncGenerator<readonly string[]> {
  const pace = openPace(work);
  let lines: string[] = [];
  let characters = 0;
  for await (const { rowCount, cells } of rowsInOrder(table, part, work))
    for (let row = 0; row < rowCount; row += 1) {
      const line = lineOf(cells, row);
      lines.push(line);
      characters += line.length;
      if (characters < mostCharacters && lines.length % linesAtOnce !== 0) continue;
      await pace();
      if (characters < mostCharacters) continue;
      yield lines;
      [lines, characters] = [[], 0];
    }
  if (lines.length > 0) yield lines;
}

const linesAtOnce = 1000;

/** Rows of a table as CSV lines: plain numbers, ISO 8601 dates, missing values empty. */
export function csvLines(table: Table, part: TablePart, work: Work = {}): AsyncGenerator<readonly string[]> {
  const texts = columnsOf(table, part).map((column) => fileTextOf(table.types[column] ?? {}));
  return linesOf(
    table,
    part,
    (cells, row) => csvLine(cells.map((column, at) => texts[at]?.(cellAt(column, row)) ?? '')),
    work,
  );
}

/** The bytes of a UTF-8 CSV file with a header, whatever the dialect of the table's own file. */
export async function* csvOf(
  table: Table,
  part: TablePart = {},
  work: Work = {},
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${csvLine(columnsOf(table, part).map((column) => table.columns[column] ?? ''))}\n`);
  yield* bytesOfLines(csvLines(table, part, work));
}

export async function* bytesOfLines(batches: AsyncIterable<readonly string[]>): AsyncGenerator<Uint8Array> {
  for await (const lines of batches) yield Buffer.from(`${lines.join('\n')}\n`);
}
