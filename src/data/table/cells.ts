import type { ColumnType } from '../shapes/profile.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import { dateReader } from '../source/dateReader.ts';

const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** The cell as a number; undefined when it is not one. */
export function numberOf(cell: string): number | undefined {
  const trimmed = cell.trim();
  return numberPattern.test(trimmed) ? Number(trimmed) : undefined;
}

const trueWords: ReadonlySet<string> = new Set(['true', 'yes', 'y', 't']);
const falseWords: ReadonlySet<string> = new Set(['false', 'no', 'n', 'f']);

/** The cell as the value of a feature: a number, or 1 and 0 for yes and no; undefined when it is neither. */
export function featureOf(cell: string): number | undefined {
  const word = cell.trim().toLowerCase();
  if (trueWords.has(word)) return 1;
  return falseWords.has(word) ? 0 : numberOf(cell);
}

export const isNumeric = (type: ColumnType) => type === 'integer' || type === 'decimal';

/**
 * How the plain cells of a column become numbers, with NaN for a missing value; dates are milliseconds since 1970. Undefined for a
 * column of words.
 */
export function numberOfCell({
  type,
  date,
}: Pick<ColumnReading, 'type' | 'date'>): ((cell: string) => number) | undefined {
  if (date !== undefined) {
    const read = dateReader(date.format);
    return (cell) => read(cell) ?? Number.NaN;
  }
  return isNumeric(type) ? (cell) => numberOf(cell) ?? Number.NaN : undefined;
}

/** As ISO 8601. */
export function timeText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString();
}

/** The same, a day alone without its time. */
export const dateText = (time: number): string => timeText(time).replace(/T00:00:00\.000Z$/, '');
