import type { ColumnReading } from '../source/columnCells.ts';
import { dateText } from './cells.ts';

/** Cells as a line of a plain CSV file, without its end. A single empty cell is quoted: a blank line would be no row. */
export function csvLine(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === '') return '""';
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/** A cell of a column as plain text: a date by ISO 8601, without a time where it has none; a missing one is empty. */
export function cellText(cell: string | number | undefined, reading: Pick<ColumnReading, 'date'>): string {
  if (cell === undefined) return '';
  return reading.date !== undefined && typeof cell === 'number' ? dateText(cell) : String(cell);
}
