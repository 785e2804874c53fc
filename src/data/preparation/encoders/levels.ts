import { cellAt, countOf } from '../../shapes/cells.ts';
import type { Cells } from '../../shapes/cells.ts';
import { isMissing } from '../../source/missing.ts';
import { dateReader } from '../../source/dateReader.ts';
import { numberOf } from '../../table/cells.ts';
import type { Cell, TrainingColumn } from './encoder.ts';

/** How the cells of a column are values of a category. */
export interface LevelKind {
  /** Values are numbers: 1 and 1.0 are the same. */
  readonly isNumber: boolean;
  /** Of dates: how they are written. */
  readonly dateFormat?: string | undefined;
}

/** The level of a cell; '' for a missing value. */
export function levelReader({ isNumber, dateFormat }: LevelKind): (cell: Cell) => string {
  if (dateFormat !== undefined) {
    const read = dateReader(dateFormat);
    return (cell) => {
      const time = typeof cell === 'number' ? cell : cell === undefined ? undefined : read(cell);
      return time === undefined ? String(cell ?? '').trim() : dateText(time);
    };
  }
  return (cell) => {
    const text = String(cell ?? '').trim();
    const number = isNumber ? numberOf(text) : undefined;
    return number === undefined ? text : String(number);
  };
}

/** As ISO 8601, a day alone without its time. */
export function dateText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : date.toISOString().replace(/T00:00:00\.000Z$/, '');
}

export interface Levels {
  /** In order: by value or by character, a missing value last. */
  readonly levels: readonly string[];
  /** Rows of each level. */
  readonly counts: readonly number[];
  /** The level of each row. */
  readonly codes: Int32Array;
}

/** The levels of a column on the training rows. */
export function levelsOf(column: TrainingColumn): Levels {
  const { cells, isNumber, dateFormat } = column;
  const found = new Map<string, number>();
  const codeOf = rowCoder(cells, levelReader(column), found);
  const codes = new Int32Array(countOf(cells));
  const counts: number[] = [];
  for (let row = 0; row < codes.length; row += 1) {
    const code = codeOf(row);
    codes[row] = code;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const order = [...found].toSorted(([a], [b]) => compare(a, b, isNumber && dateFormat === undefined));
  const placeOf = new Int32Array(found.size);
  for (const [place, [, code]] of order.entries()) placeOf[code] = place;
  for (let row = 0; row < codes.length; row += 1) codes[row] = placeOf[codes[row] ?? 0] ?? 0;
  return {
    levels: order.map(([level]) => level),
    counts: order.map(([, code]) => counts[code] ?? 0),
    codes,
  };
}

/** The number of a row's level, which `found` counts up as they appear. */
function rowCoder(
  cells: Cells,
  read: (cell: Cell) => string,
  found: Map<string, number>,
): (row: number) => number {
  const coded = (cell: Cell) => {
    const level = read(cell);
    const code = found.get(level) ?? found.size;
    found.set(level, code);
    return code;
  };
  if (cells.kind === 'words') {
    const { codes, levels } = cells;
    const known = new Int32Array(levels.length + 1).fill(-1);
    return (row) => {
      const at = codes[row] ?? -1;
      const place = at < 0 ? levels.length : at;
      const code = known[place] ?? -1;
      if (code >= 0) return code;
      return (known[place] = coded(levels[at]));
    };
  }
  const known = new Map<Cell, number>();
  return (row) => {
    const cell = cellAt(cells, row);
    const code = known.get(cell) ?? coded(cell);
    known.set(cell, code);
    return code;
  };
}

/** By value or by character, a missing value last. */
function compare(a: string, b: string, isNumber: boolean): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  const difference = isNumber ? Number(a) - Number(b) : 0;
  if (difference !== 0) return difference;
  return a < b ? -1 : 1;
}

/**
 * Finds what is known of a cell's level. A word that usually means "missing" is a value where the training rows have it as one; else
 * it is the missing value.
 */
export function levelFinder<Known>(
  kind: LevelKind,
  known: ReadonlyMap<string, Known>,
): (cell: Cell) => { readonly level: string; readonly known: Known | undefined } {
  const read = levelReader(kind);
  return (cell) => {
    const level = read(cell);
    return { level, known: known.get(level) ?? (isMissing(level) ? known.get('') : undefined) };
  };
}

/** Whether a level that was not found is a missing value rather than one that was not seen. */
export const problemOfLevel = (level: string) => (isMissing(level) ? 'value-missing' : 'value-unseen');

/** Shares of all rows. */
export const sharesOf = (counts: readonly number[], rowCount: number): number[] =>
  counts.map((count) => count / Math.max(1, rowCount));

export const kindOf = ({ isNumber, dateFormat }: TrainingColumn) => ({
  isNumber,
  ...(dateFormat === undefined ? {} : { dateFormat }),
});
