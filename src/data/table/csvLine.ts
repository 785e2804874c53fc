import type { ColumnReading } from '../source/columnCells.ts';
import { dateText, timeText } from './cells.ts';

/** Cells as a line of a plain CSV file, without its end. A single empty cell is quoted: a blank line would be no row. */
export function csvLine(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === '') return '""';
  return cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
}

/** A cell as plain text: a date in ISO 8601, without a time if it has none; empty if missing. */
export function cellText(cell: string | number | undefined, reading: Pick<ColumnReading, 'date'>): string {
  if (cell === undefined) return '';
  return reading.date !== undefined && typeof cell === 'number' ? dateText(cell) : String(cell);
}

/**
 * Writes the cells of a column to a file that is read again: as `cellText`, but with the time in every date of a column that has times.
 * In two forms, those of one would be missing values to a reader.
 */
export function fileTextOf(
  reading: Pick<ColumnReading, 'date'>,
): (cell: string | number | undefined) => string {
  const { format = '' } = reading.date ?? {};
  const hasTimes = /%[HI]|^epoch/.test(format);
  return (cell) => (hasTimes && typeof cell === 'number' ? timeText(cell) : cellText(cell, reading));
}
