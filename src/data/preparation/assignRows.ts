import { cellAt, countOf } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { Splitting } from '../shapes/splitting.ts';
import type { Work } from '../shapes/work.ts';
import { drawnGroups } from '../split/groups.ts';
import { splitRows } from '../split/split.ts';
import { codesOf, hashPlaces, inTime } from './columnCodes.ts';
import { levelReader } from './encoders/levels.ts';
import { foldOfRows } from './foldOfRows.ts';
import type { RowSource } from './rowSource.ts';

export interface RowSet {
  /** train, test, validation, or fold-1 and so on. */
  readonly name: string;
  /** Places in the source. */
  readonly rows: Int32Array;
}

/**
 * Assigns rows to sets; equal to scikit-learn where it has the same split: train_test_split at random and stratified,
 * GroupShuffleSplit, KFold, StratifiedKFold, GroupKFold, TimeSeriesSplit. Beyond that:
 * - "time" holds out the newest rows; rows without a time count as the oldest, and rows of the same time stay in file order;
 * - "column" holds out the rows with given values;
 * - "hash" maps the MD5 of the value's text to [0, 1), so that a row stays in its set when others are added.
 * Rows without a group or key are training rows. Throws 'split-empty' and 'column-unknown'.
 */
export async function assignRows(
  source: RowSource,
  splitting: Splitting,
  work: Work = {},
): Promise<readonly RowSet[]> {
  const sets = await setsOf(source, splitting, work);
  for (const { name, rows } of sets)
    if (rows.length === 0 && (name === 'train' || isWanted(name, splitting)))
      throw dataFailure(
        'split-empty',
        { file: source.file, side: sideOf(name), rowCount: source.rowCount },
        `${source.file}: the split leaves no rows for ${name}`,
      );
  return sets.filter(({ rows }) => rows.length > 0);
}

const sideOf = (name: string) => (name === 'test' || name === 'validation' ? name : 'train');

function isWanted(name: string, splitting: Splitting): boolean {
  const { method, test = 0, validation = 0, testValues = [], validationValues = [], folds } = splitting;
  if (method === 'column' && (name === 'test' ? testValues : validationValues).length > 0) return true;
  return folds !== undefined || (name === 'test' ? test > 0 : validation > 0);
}

async function setsOf(source: RowSource, splitting: Splitting, work: Work): Promise<readonly RowSet[]> {
  const { method = 'random', column = '', folds, ...sizes } = splitting;
  const { test = 0, validation = 0, seed = 0, shuffle = true } = sizes;
  const { rowCount, file } = source;
  if (folds !== undefined && method !== 'column')
    return byFold(await foldOfRows(source, { ...splitting, method, folds }, work), folds);
  const cells = () => source.cells(column, work.signal);
  const drawn = (how: 'random' | 'stratified', shuffles: boolean, classes?: Int32Array) =>
    splitRows(
      rowCount,
      { test, validation, seed, shuffle: shuffles, method: how },
      file,
      classes,
      work.signal,
    );
  switch (method) {
    case 'random':
      return named(await drawn('random', shuffle));
    case 'stratified':
      return named(await drawn('stratified', shuffle, codesOf(await cells())));
    case 'group': {
      const groups = codesOf(await cells());
      const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
      const setOf = drawnGroups(count, { test, validation, seed });
      return bySet(groups.map((group) => setOf[group] ?? 0));
    }
    case 'time': {
      const order = inTime(await cells());
      // As train_test_split(shuffle=False) of the rows in this order.
      const parts = await drawn('random', false);
      return named({
        train: order.subarray(0, parts.train.length),
        validation: order.subarray(parts.train.length, parts.train.length + parts.validation.length),
        test: order.subarray(rowCount - parts.test.length),
      });
    }
    case 'column':
      return byValues(source, splitting, await cells());
    case 'hash': {
      const places = await hashPlaces(source, column, { skipsMissing: true }, work);
      return bySet(places.map((place) => (place < test ? 1 : place < test + validation ? 2 : 0)));
    }
  }
}

const named = (split: {
  readonly [Name in 'train' | 'test' | 'validation']: Int32Array;
}): readonly RowSet[] => [
  { name: 'train', rows: split.train },
  { name: 'test', rows: split.test },
  { name: 'validation', rows: split.validation },
];

/** `setOf`: 0 training, 1 test, 2 validation. */
function bySet(setOf: ArrayLike<number>): readonly RowSet[] {
  const [train, test, validation] = rowsBy(setOf, 3);
  const none = new Int32Array();
  return named({ train: train ?? none, test: test ?? none, validation: validation ?? none });
}

/** Rows before the first fold are training rows. */
function byFold(foldOf: Int32Array, folds: number): readonly RowSet[] {
  const sets = rowsBy(foldOf, folds).map((rows, fold) => ({ name: `fold-${fold + 1}`, rows }));
  const before = Int32Array.from(foldOf.keys()).filter((row) => (foldOf[row] ?? 0) < 0);
  return before.length === 0 ? sets : [{ name: 'train', rows: before }, ...sets];
}

function rowsBy(setOf: ArrayLike<number>, count: number): readonly Int32Array[] {
  const sizes = new Int32Array(count);
  for (let row = 0; row < setOf.length; row += 1) sizes[setOf[row] ?? 0] = (sizes[setOf[row] ?? 0] ?? 0) + 1;
  const sets = Array.from(sizes, (size) => new Int32Array(size));
  const filled = new Int32Array(count);
  for (let row = 0; row < setOf.length; row += 1) {
    const set = setOf[row] ?? 0;
    const into = sets[set];
    if (into === undefined) continue;
    into[filled[set] ?? 0] = row;
    filled[set] = (filled[set] ?? 0) + 1;
  }
  return sets;
}

function byValues(
  source: RowSource,
  { column = '', testValues = [], validationValues = [] }: Splitting,
  cells: Cells,
): readonly RowSet[] {
  const { date } = source.reading(column);
  const read = levelReader({ isNumber: cells.kind === 'numbers', dateFormat: date?.format });
  const [toTest, toValidate] = [testValues, validationValues].map((values) => new Set(values.map(read)));
  return bySet(
    setsOfCells(cells, (cell) => {
      const level = read(cell);
      return toTest?.has(level) === true ? 1 : toValidate?.has(level) === true ? 2 : 0;
    }),
  );
}

function setsOfCells(cells: Cells, setOf: (cell: string | number | undefined) => number): Uint8Array {
  return Uint8Array.from({ length: countOf(cells) }, (_, row) => setOf(cellAt(cells, row)));
}
