import type { ColumnType } from '../shapes/profile.ts';

/** The default missing-value markers of pandas.read_csv. */
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

/** The cell as a number; undefined when it is not one. */
export function numberOf(cell: string): number | undefined {
  const trimmed = cell.trim();
  return numberPattern.test(trimmed) ? Number(trimmed) : undefined;
}

/** The type that fits every value of a column; missing values are ignored. */
export function typeOf(cells: readonly string[]): ColumnType {
  const present = cells.filter((cell) => !isMissing(cell)).map((cell) => cell.trim());
  if (present.length === 0) return 'empty';
  if (present.every((cell) => integerPattern.test(cell))) return 'integer';
  if (present.every((cell) => numberPattern.test(cell))) return 'decimal';
  return present.every((cell) => booleanPattern.test(cell)) ? 'boolean' : 'text';
}

export const isNumeric = (type: ColumnType) => type === 'integer' || type === 'decimal';
