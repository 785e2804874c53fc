import { mersenneTwister } from '../../learner/random.ts';
import { dataFailure } from '../shapes/failures.ts';

export interface SplitSettings {
  /** A share of all rows below 1, or a number of rows; 0: none. */
  readonly test: number;
  readonly validation: number;
  readonly seed: number;
  readonly shuffle: boolean;
}

/** Row numbers from 0, in the order scikit-learn gives them. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/**
 * Splits as `train_test_split` does, index for index: the test rows first, then the validation rows from the rest with the same
 * seed. `file` is the table, for the failure. Throws split-empty when a side that was asked for, or the training side, gets no row.
 */
export function splitRows(rowCount: number, settings: SplitSettings, file: string): Split {
  const testCount = sizeOf('test', settings.test, rowCount, rowCount, file);
  const validationCount = sizeOf('validation', settings.validation, rowCount, rowCount - testCount, file);
  const all = Array.from({ length: rowCount }, (_, index) => index);
  const [rest, test] = take(all, testCount, settings);
  const [train, validation] = take(rest, validationCount, settings);
  return { train, validation, test };
}

/** ceil(share × rows) on the double product, as scikit-learn rounds. */
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
    `${file}: the split of ${rowCount} rows leaves no row to the ${side} side`,
  );

function take(
  rows: readonly number[],
  count: number,
  { seed, shuffle }: SplitSettings,
): [readonly number[], readonly number[]] {
  if (count === 0) return [rows, []];
  if (!shuffle) return [rows.slice(0, -count), rows.slice(-count)];
  const order = permutation(rows.length, seed);
  const pick = (from: readonly number[]) => from.map((index) => rows[index] ?? 0);
  return [pick(order.slice(count)), pick(order.slice(0, count))];
}

/** `numpy.random.RandomState(seed).permutation(n)`. */
export function permutation(count: number, seed: number): number[] {
  const draw = mersenneTwister(seed);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = below(draw, i);
    const kept = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = kept;
  }
  return order;
}

/** An integer from 0 to `max`, by masked rejection. */
function below(draw: () => number, max: number): number {
  const mask = 2 ** Math.ceil(Math.log2(max + 1)) - 1;
  for (;;) {
    const value = (draw() & mask) >>> 0;
    if (value <= max) return value;
  }
}
