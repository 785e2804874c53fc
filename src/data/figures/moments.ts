import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';

/** Of the values that are there (not NaN). */
export interface Moments {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Sums of the powers of the distance to the mean. */
  readonly m2: number;
  readonly m3: number;
  readonly m4: number;
}

/**
 * Two passes, so that no precision is lost to a large mean. Sums are taken block by block, whose error does not grow with the rows as
 * that of one running sum does.
 */
export async function momentsOf(values: Float64Array, pace: Pace): Promise<Moments> {
  let [count, sum, min, max] = [0, 0, Infinity, -Infinity];
  await inBlocks(values.length, pace, (from, to) => {
    const block = extentOf(values, from, to);
    count += block.count;
    sum += block.sum;
    min = Math.min(min, block.min);
    max = Math.max(max, block.max);
  });
  const mean = sum / count;
  let [m2, m3, m4] = [0, 0, 0];
  await inBlocks(values.length, pace, (from, to) => {
    const block = powersOf(values, mean, from, to);
    m2 += block.m2;
    m3 += block.m3;
    m4 += block.m4;
  });
  return { count, min, max, mean, m2, m3, m4 };
}

function extentOf(values: Float64Array, from: number, to: number) {
  let [count, sum, min, max] = [0, 0, Infinity, -Infinity];
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { count, sum, min, max };
}

function powersOf(values: Float64Array, mean: number, from: number, to: number) {
  let [m2, m3, m4] = [0, 0, 0];
  for (let row = from; row < to; row += 1) {
    const distance = (values[row] ?? Number.NaN) - mean;
    if (Number.isNaN(distance)) continue;
    const square = distance * distance;
    m2 += square;
    m3 += square * distance;
    m4 += square * square;
  }
  return { m2, m3, m4 };
}

/** Sample standard deviation (ddof 1); null for one value. */
export const standardDeviation = ({ count, m2 }: Moments): number | null =>
  count < 2 ? null : Math.sqrt(m2 / (count - 1));

/** Bias-corrected sample skewness, pandas' `skew`. */
export function skewness({ count: n, m2, m3 }: Moments): number | null {
  if (n < 3) return null;
  if (m2 === 0) return 0;
  return ((n * Math.sqrt(n - 1)) / (n - 2)) * (m3 / m2 ** 1.5);
}

/** Bias-corrected excess kurtosis, pandas' `kurtosis`. */
export function kurtosis({ count: n, m2, m4 }: Moments): number | null {
  if (n < 4) return null;
  if (m2 === 0) return 0;
  const adjusted = (n * (n + 1) * (n - 1) * m4) / ((n - 2) * (n - 3) * m2 * m2);
  return adjusted - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
}
