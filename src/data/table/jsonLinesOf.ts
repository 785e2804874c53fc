import { cellAt } from '../shapes/cells.ts';
import type { Work } from '../shapes/work.ts';
import { isNumeric } from './cells.ts';
import { fileTextOf } from './csvLine.ts';
import { linesOf } from './csvOf.ts';
import { columnsOf } from './rowsInOrder.ts';
import type { TablePart } from './rowsInOrder.ts';
import type { Table } from './table.ts';

/** Rows of a table as JSON Lines: numbers, true and false, ISO 8601 dates and words; null for a missing value. */
export function jsonLines(table: Table, part: TablePart, work: Work = {}): AsyncGenerator<readonly string[]> {
  const columns = columnsOf(table, part).map((column) => {
    const reading = table.types[column] ?? { type: 'text' as const };
    return { key: JSON.stringify(table.columns[column] ?? ''), valueOf: valueOf(reading) };
  });
  return linesOf(
    table,
    part,
    (cells, row) => {
      const entries = columns.map(({ key, valueOf: text }, at) => {
        const column = cells[at];
        return `${key}: ${text(column && cellAt(column, row))}`;
      });
      return `{${entries.join(', ')}}`;
    },
    work,
  );
}

type Cell = string | number | undefined;

function valueOf(reading: Table['types'][number] | { readonly type: 'text' }): (cell: Cell) => string {
  if ('date' in reading && reading.date !== undefined) {
    const dateOf = fileTextOf(reading);
    return (cell) => (cell === undefined ? 'null' : JSON.stringify(dateOf(cell)));
  }
  if (isNumeric(reading.type))
    // JSON cannot represent infinity.
    return (cell) => (typeof cell === 'number' && Number.isFinite(cell) ? String(cell) : 'null');
  if (reading.type === 'boolean')
    return (cell) => (/^(?:true|false)$/i.test(String(cell)) ? String(cell).toLowerCase() : textOf(cell));
  return textOf;
}

const textOf = (cell: Cell) => (cell === undefined ? 'null' : JSON.stringify(String(cell)));
