import type { ColumnType } from '../shapes/profile.ts';

/** What pandas.read_csv takes for missing. */
const missingWords = new Set([
  '',
  ' ',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
]);
const numberPattern = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const integerPattern = /^[+-]?\d+$/;
const booleanPattern = /^(true|false)$/i;

export const isMissing = (cell: string) => missingWords.has(cell);

/** The number a cell holds; undefined when it is no number. */
export function numberOf(cell: string): number | undefined {
  const trimmed = cell.trim();
  return numberPattern.test(trimmed) ? Number(trimmed) : undefined;
}

/** A column's type by all its values that are not missing. */
export function typeOf(cells: readonly string[]): ColumnType {
  const present = cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim());
  if (present.length === 0) return 'empty';
  if (present.every((cell) => integerPattern.test(cell))) return 'integer';
  if (present.every((cell) => numberPattern.test(cell))) return 'decimal';
  return present.every((cell) => booleanPattern.test(cell)) ? 'boolean' : 'text';
}

export const isNumeric = (type: ColumnType) => type === 'integer' || type === 'decimal';
