import { cellText } from '../table/csvLine.ts';
import { cellAt, countOf, isMissingAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { Splitting } from '../shapes/splitting.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import { columnIndex } from '../preparation/columnIndex.ts';
import { levelReader, levelsOf } from '../preparation/encoders/levels.ts';
import { evenFolds, groupFolds, stratifiedFolds, timeFolds } from '../split/folds.ts';
import { drawnGroups, placeOfKey } from '../split/groups.ts';
import { splitRows } from '../split/split.ts';
import type { Table } from '../table/table.ts';

export interface SplitSet {
  /** train, test, validation, or fold-1 and so on. */
  readonly name: string;
  readonly rows: Int32Array;
}

/**
 * Assigns the rows of a table to sets; equal to scikit-learn where it has the same split: train_test_split at random and stratified,
 * GroupShuffleSplit, KFold, StratifiedKFold, GroupKFold, TimeSeriesSplit. Beyond that:
 * - "time" holds out the newest rows; rows without a time count as the oldest, and rows of the same time stay in file order;
 * - "column" holds out the rows with given values;
 * - "hash" maps the MD5 of the value's text to [0, 1), so that a row stays in its set when others are added.
 * Rows without a group or key are training rows. Throws 'split-empty' and 'column-unknown'.
 */
export async function splitSets(
  table: Table,
  splitting: Splitting,
  work: Work = {},
): Promise<readonly SplitSet[]> {
  const { method = 'random' } = splitting;
  const sets = await setsOf(table, method, splitting, work);
  for (const { name, rows } of sets)
    if (rows.length === 0 && (name === 'train' || isWanted(name, splitting)))
      throw dataFailure(
        'split-empty',
        { file: table.path, side: sideOf(name), rowCount: table.rowCount },
        `${table.path}: the split leaves no rows for ${name}`,
      );
  return sets.filter(({ rows }) => rows.length > 0);
}

const sideOf = (name: string) => (name === 'test' || name === 'validation' ? name : 'train');

function isWanted(name: string, splitting: Splitting): boolean {
  const { method, test = 0, validation = 0, testValues = [], validationValues = [], folds } = splitting;
  if (method === 'column' && (name === 'test' ? testValues : validationValues).length > 0) return true;
  return folds !== undefined || (name === 'test' ? test > 0 : validation > 0);
}

async function setsOf(
  table: Table,
  method: NonNullable<Splitting['method']>,
  splitting: Splitting,
  work: Work,
): Promise<readonly SplitSet[]> {
  const { test = 0, validation = 0, seed = 0, shuffle = true, folds } = splitting;
  const { rowCount } = table;
  const cells = () => cellsOf(table, splitting, work);
  const drawing = shuffle ? seed : undefined;
  switch (method) {
    case 'random':
      return folds === undefined
        ? named(
            await splitRows(
              rowCount,
              { test, validation, seed, shuffle },
              table.path,
              undefined,
              work.signal,
            ),
          )
        : byFold(evenFolds(rowCount, folds, drawing), folds);
    case 'stratified': {
      const classes = codesOf(await cells());
      return folds === undefined
        ? named(
            await splitRows(
              rowCount,
              { test, validation, seed, shuffle, method },
              table.path,
              classes,
              work.signal,
            ),
          )
        : byFold(stratifiedFolds(classes, folds, drawing), folds);
    }
    case 'group': {
      const groups = codesOf(await cells());
      if (folds !== undefined) return byFold(groupFolds(groups, folds), folds);
      const count = groups.reduce((most, group) => Math.max(most, group + 1), 0);
      const setOf = drawnGroups(count, { test, validation, seed });
      return bySet(groups.map((group) => setOf[group] ?? 0));
    }
    case 'time': {
      const order = inTime(await cells());
      if (folds !== undefined) return byFold(timeFolds(order, folds), folds);
      // As train_test_split(shuffle=False) of the rows in this order.
      const parts = await splitRows(
        rowCount,
        { test, validation, seed, shuffle: false },
        table.path,
        undefined,
        work.signal,
      );
      return named({
        train: order.subarray(0, parts.train.length),
        validation: order.subarray(parts.train.length, parts.train.length + parts.validation.length),
        test: order.subarray(rowCount - parts.test.length),
      });
    }
    case 'column':
      return byValues(table, splitting, await cells());
    case 'hash':
      return byHash(table, splitting, await cells(), work);
  }
}

const cellsOf = (table: Table, { column = '' }: Splitting, { signal }: Work): Promise<Cells> =>
  table.cells(columnIndex(table, column), signal);

/** Codes from 0 for the values of a column, in NumPy's order; a missing value has a code too. */
const codesOf = (cells: Cells): Int32Array => levelsOf({ cells, isNumber: cells.kind === 'numbers' }).codes;

function inTime(cells: Cells): Int32Array {
  const values =
    cells.kind === 'numbers'
      ? cells.values.map((time) => (Number.isNaN(time) ? -Infinity : time))
      : codesOf(cells);
  const oldest = (row: number) => (isMissingAt(cells, row) ? -Infinity : (values[row] ?? 0));
  return Int32Array.from(values.keys()).sort((a, b) => {
    const [first, second] = [oldest(a), oldest(b)];
    return first === second ? a - b : first < second ? -1 : 1;
  });
}

const named = (split: {
  readonly [Name in 'train' | 'test' | 'validation']: Int32Array;
}): readonly SplitSet[] => [
  { name: 'train', rows: split.train },
  { name: 'test', rows: split.test },
  { name: 'validation', rows: split.validation },
];

/** `setOf`: 0 training, 1 test, 2 validation. */
function bySet(setOf: ArrayLike<number>): readonly SplitSet[] {
  const [train, test, validation] = rowsBy(setOf, 3);
  const none = new Int32Array();
  return named({ train: train ?? none, test: test ?? none, validation: validation ?? none });
}

/** Rows before the first fold are training rows. */
function byFold(foldOf: Int32Array, folds: number): readonly SplitSet[] {
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
  table: Table,
  { column = '', testValues = [], validationValues = [] }: Splitting,
  cells: Cells,
): readonly SplitSet[] {
  const type = table.types[columnIndex(table, column)];
  const read = levelReader({ isNumber: cells.kind === 'numbers', dateFormat: type?.date?.format });
  const [toTest, toValidate] = [testValues, validationValues].map((values) => new Set(values.map(read)));
  return bySet(
    setsOfCells(cells, (cell) => {
      const level = read(cell);
      return toTest?.has(level) === true ? 1 : toValidate?.has(level) === true ? 2 : 0;
    }),
  );
}

async function byHash(
  table: Table,
  { column = '', test = 0, validation = 0, folds }: Splitting,
  cells: Cells,
  work: Work,
): Promise<readonly SplitSet[]> {
  const pace = openPace(work);
  const reading = table.types[columnIndex(table, column)] ?? {};
  const places = new Map<string, number>();
  const setOf = new Int32Array(table.rowCount);
  for (let row = 0; row < setOf.length; row += 1) {
    const key = cellText(cellAt(cells, row), reading);
    let place = places.get(key);
    if (place === undefined) {
      place = placeOfKey(key);
      if (places.size < mostPlaces) places.set(key, place);
    }
    if (folds !== undefined) setOf[row] = Math.floor(place * folds);
    else if (key !== '') setOf[row] = place < test ? 1 : place < test + validation ? 2 : 0;
    if (row % rowsAtOnce === 0) await pace();
  }
  return folds === undefined ? bySet(setOf) : byFold(setOf, folds);
}

const mostPlaces = 100_000;
const rowsAtOnce = 1000;

function setsOfCells(cells: Cells, setOf: (cell: string | number | undefined) => number): Uint8Array {
  return Uint8Array.from({ length: countOf(cells) }, (_, row) => setOf(cellAt(cells, row)));
}
