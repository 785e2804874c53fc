import { cellAt, countOf } from '../../shapes/cells.ts';
import type { Cells } from '../../shapes/cells.ts';
import { isMissing } from '../../source/missing.ts';
import { dateReader } from '../../source/dateReader.ts';
import { dateText, numberOf } from '../../table/cells.ts';
import type { Cell, TrainingColumn } from './encoder.ts';
import { remember } from './remember.ts';

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

export interface LevelCounts {
  /** In order: by value or by character, a missing value last. */
  readonly levels: readonly string[];
  /** Rows of each level. */
  readonly counts: readonly number[];
  readonly rowCount: number;
}

export interface Levels extends LevelCounts {
  /** The level of each row. */
  readonly codes: Int32Array;
}

/** The levels of a column on the training rows. */
export function countLevels(column: TrainingColumn): LevelCounts {
  const { levels, counts, codes } = orderedLevels(column, codedCells(column.cells));
  return { levels, counts, rowCount: codes.length };
}

/** The same with the level of each row. */
export function levelsOf(column: TrainingColumn): Levels {
  const { levels, counts, codes, placeOf } = orderedLevels(column, codedCells(column.cells));
  const missing = placeOf.length - 1;
  const places = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? -1;
    places[row] = placeOf[code < 0 ? missing : code] ?? 0;
  }
  return { levels, counts, rowCount: codes.length, codes: places };
}

/** The place of the level of each distinct cell, and of a missing one at last, among all levels. */
function orderedLevels(column: TrainingColumn, { codes, distinct }: CodedCells) {
  const counts = codeCounts(codes, distinct.length);
  const read = levelReader(column);
  const isByValue = column.isNumber && column.dateFormat === undefined;
  const found = new Map<string, number>();
  const levelOf = [...distinct, undefined].map((cell, code) => {
    const count = counts[code] ?? 0;
    // A word that no training row has is no level.
    if (count === 0) return undefined;
    const level = read(cell);
    found.set(level, (found.get(level) ?? 0) + count);
    return level;
  });
  const order = [...found].toSorted(([a], [b]) => compare(a, b, isByValue));
  const places = new Map(order.map(([level], place) => [level, place]));
  return {
    levels: order.map(([level]) => level),
    counts: order.map(([, count]) => count),
    codes,
    placeOf: Int32Array.from(levelOf, (level) => (level === undefined ? 0 : (places.get(level) ?? 0))),
  };
}

/** Rows of each code, those of -1 at last. */
function codeCounts(codes: Int32Array, codeCount: number): Int32Array {
  const counts = new Int32Array(codeCount + 1);
  for (let row = 0; row < codes.length; row += 1) {
    const code = codes[row] ?? -1;
    const at = code < 0 ? codeCount : code;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/** The distinct cells of a column, and which of them each row has; -1 for a missing one. */
interface CodedCells {
  readonly codes: Int32Array;
  readonly distinct: readonly Cell[];
}

function codedCells(cells: Cells): CodedCells {
  if (cells.kind === 'words') return { codes: cells.codes, distinct: cells.levels };
  const known = new Map<Cell, number>();
  const codes = new Int32Array(countOf(cells));
  for (let row = 0; row < codes.length; row += 1) {
    const cell = cellAt(cells, row);
    let code = cell === undefined ? -1 : known.get(cell);
    if (code === undefined) {
      code = known.size;
      known.set(cell, code);
    }
    codes[row] = code;
  }
  return { codes, distinct: [...known.keys()] };
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
  return remember((cell) => {
    const level = read(cell);
    return { level, known: known.get(level) ?? (isMissing(level) ? known.get('') : undefined) };
  });
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
