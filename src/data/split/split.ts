import { dataFailure } from '../shapes/failures.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace } from '../shapes/work.ts';
import { countingUp, randomState } from './permutation.ts';
import { valuesAt } from './rowMask.ts';
import { stratifiedSplit } from './stratify.ts';

export interface SplitSettings {
  /** Below 1 a fraction of all rows, otherwise a number of rows; 0 for none. */
  readonly test: number;
  readonly validation: number;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly method?: 'random' | 'stratified' | undefined;
}

/** 0-based row indices of each set, in scikit-learn's order. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/**
 * Splits rows with the same indices as scikit-learn's `train_test_split`: first the test rows, then the validation rows from the
 * remaining ones with the same seed. `strata` has the class of each row where the method is "stratified", numbered in the order of the
 * classes; without it rows are drawn at random. `file` is named in the failure. Throws 'split-empty' when the training set, or a set with a
 * size above 0, would have no rows.
 */
export async function splitRows(
  rowCount: number,
  settings: SplitSettings,
  file: string,
  strata?: Int32Array,
  signal?: AbortSignal,
): Promise<Split> {
  const testCount = sizeOf('test', settings.test, rowCount, rowCount, file);
  const validationCount = sizeOf('validation', settings.validation, rowCount, rowCount - testCount, file);
  const pace = openPace({ signal });
  const [rest, test] = await drawn(rowCount, testCount, settings, strata, pace);
  if (validationCount === 0) return { train: rest, validation: new Int32Array(), test };
  const ofRest = strata === undefined ? undefined : valuesAt(strata, rest);
  const [train, validation] = await drawn(rest.length, validationCount, settings, ofRest, pace);
  return { train: valuesAt(rest, train), validation: valuesAt(rest, validation), test };
}

/** ceil(fraction × rows), rounded on the double product as scikit-learn does. */
function sizeOf(
  side: 'test' | 'validation',
  size: number,
  allRows: number,
  available: number,
  file: string,
): number {
  if (size === 0) return 0;
  const count = size < 1 ? Math.ceil(size * allRows) : size;
  if (!Number.isInteger(count) || count < 1) throw empty(file, side, allRows);
  if (count >= available) throw empty(file, 'train', allRows);
  return count;
}

const empty = (file: string, side: 'train' | 'test' | 'validation', rowCount: number) =>
  dataFailure(
    'split-empty',
    { file, side, rowCount },
    `${file}: the split of ${rowCount} rows leaves no rows for the ${side} set`,
  );

/** `count` of the rows below `rowCount`, after the others. */
async function drawn(
  rowCount: number,
  count: number,
  { seed, shuffle, method }: SplitSettings,
  strata: Int32Array | undefined,
  pace: Pace,
): Promise<readonly [rest: Int32Array, drawn: Int32Array]> {
  if (count === 0) return [countingUp(rowCount), new Int32Array()];
  if (method === 'stratified' && strata !== undefined) return stratifiedSplit(strata, count, seed);
  if (shuffle) {
    const order = await randomState(seed).permutationAt(pace, rowCount);
    return [order.subarray(count), order.subarray(0, count)];
  }
  const rows = countingUp(rowCount);
  return [rows.subarray(0, -count), rows.subarray(-count)];
}
