import { cellAt, countOf } from '../../shapes/cells.ts';
import type { Cells } from '../../shapes/cells.ts';
import { isMissing } from '../../source/missing.ts';
import type { FittedOneHot } from '../../shapes/encoders/oneHot.ts';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { numberOf } from '../../table/cells.ts';
import type { Cell, Encoder } from './encoder.ts';

export interface LevelCounts {
  readonly rowCount: number;
  readonly isNumber: boolean;
  /** Rows of each level in the order of the levels, a missing value last. */
  readonly counts: ReadonlyMap<string, number>;
}

const defaultLevels = 50;
const rareShare = 0.01;

/** A column for each frequent value; as OneHotEncoder(min_frequency, max_categories, handle_unknown). */
export const oneHotEncoder: Encoder<'one-hot'> = {
  keys: ['minRows', 'maxLevels', 'unseen'],
  aggregate({ cells, isNumber }) {
    const ordered = [...countLevels(cells, isNumber)].toSorted(([a], [b]) => compare(a, b, isNumber));
    return { rowCount: countOf(cells), isNumber, counts: new Map(ordered) };
  },
  fit({ rowCount, isNumber, counts }, planned) {
    const frequent = frequentLevels(counts, rowCount, planned);
    const levels = [...counts.keys()].filter((level) => frequent.has(level));
    const rare = [...counts.keys()].filter((level) => !frequent.has(level));
    const { unseen = 'other' } = planned;
    const share = (names: readonly string[]) =>
      names.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0) / Math.max(1, rowCount);
    return {
      levels,
      hasOther: rare.length > 0,
      ...(unseen === 'other' ? {} : { rare }),
      isNumber,
      unseen,
      shares: [...levels.map((level) => share([level])), ...(rare.length > 0 ? [share(rare)] : [])],
    };
  },
  open(column, { levels, hasOther, rare, isNumber, unseen }: FittedOneHot) {
    const places = new Map(levels.map((level, index) => [level, index]));
    if (hasOther) for (const level of rare ?? []) places.set(level, levels.length);
    const width = levels.length + Number(hasOther);
    return {
      names: [
        ...levels.map((level) => `${column}=${level === '' ? 'missing' : level}`),
        ...(hasOther ? [`${column}=other`] : []),
      ],
      write(cell, into, at) {
        const place = placeOf(cell, places, isNumber);
        if (place === undefined && unseen === 'error')
          return levelOf(cell, isNumber) === '' ? 'value-missing' : 'value-unseen';
        into.fill(0, at, at + width);
        if (place !== undefined) into[at + place] = 1;
        else if (unseen === 'other' && hasOther) into[at + levels.length] = 1;
        return undefined;
      },
    };
  },
};

function countLevels(cells: Cells, isNumber: boolean): ReadonlyMap<string, number> {
  const ofValues = new Map<Cell, number>();
  for (let row = 0; row < countOf(cells); row += 1) {
    const cell = cellAt(cells, row);
    ofValues.set(cell, (ofValues.get(cell) ?? 0) + 1);
  }
  const counts = new Map<string, number>();
  for (const [cell, rows] of ofValues) {
    const level = levelOf(cell, isNumber);
    counts.set(level, (counts.get(level) ?? 0) + rows);
  }
  return counts;
}

/** A word that usually means "missing" is a value where the training rows have it as one. */
function placeOf(cell: Cell, places: ReadonlyMap<string, number>, isNumber: boolean): number | undefined {
  const level = levelOf(cell, isNumber);
  return places.get(level) ?? (isMissing(level) ? places.get('') : undefined);
}

function levelOf(cell: Cell, isNumber: boolean): string {
  const text = String(cell ?? '').trim();
  const number = isNumber ? numberOf(text) : undefined;
  return number === undefined ? text : String(number);
}

/** By value or by character, a missing value last. */
function compare(a: string, b: string, isNumber: boolean): number {
  if (a === '' || b === '') return Number(a === '') - Number(b === '');
  if (isNumber) return Number(a) - Number(b);
  return a < b ? -1 : 1;
}

/** The levels with a column of their own; of equally frequent ones those later in order stay, as in scikit-learn. */
function frequentLevels(
  counts: LevelCounts['counts'],
  rowCount: number,
  {
    minRows = Math.max(2, Math.min(10, Math.ceil(rowCount * rareShare))),
    maxLevels = defaultLevels,
  }: ColumnFeature,
): ReadonlySet<string> {
  const frequent = [...counts].filter(([, rows]) => rows >= minRows);
  // One of the columns is for the others, even where there are none.
  if (maxLevels > frequent.length) return new Set(frequent.map(([level]) => level));
  if (maxLevels === 1) return new Set();
  const bySize = frequent.toSorted(([, a], [, b]) => a - b);
  return new Set(bySize.slice(-(maxLevels - 1)).map(([level]) => level));
}
