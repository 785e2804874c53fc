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

const sampledValues = 4096;

/**
 * One pass of power sums around a provisional mean, that of a sample: it is so near to the mean that no precision is lost. Sums are taken
 * block by block, whose error does not grow with the rows as that of one running sum does.
 */
export async function momentsOf(values: Float64Array, pace: Pace): Promise<Moments> {
  const centre = sampleMean(values);
  let [count, min, max, s1, s2, s3, s4] = [0, Infinity, -Infinity, 0, 0, 0, 0];
  await inBlocks(values.length, pace, (from, to) => {
    const block = powerSums(values, centre, from, to);
    count += block.count;
    min = Math.min(min, block.min);
    max = Math.max(max, block.max);
    s1 += block.s1;
    s2 += block.s2;
    s3 += block.s3;
    s4 += block.s4;
  });
  // Exactly, where rounding would make the deviation of a constant a little more than nothing.
  if (min === max) return { count, min, max, mean: min, m2: 0, m3: 0, m4: 0 };
  // Around the mean, which is `shift` off the centre.
  const shift = s1 / count;
  return {
    count,
    min,
    max,
    mean: centre + shift,
    m2: Math.max(0, s2 - shift * s1),
    m3: s3 - 3 * shift * s2 + 2 * shift * shift * s1,
    m4: s4 - 4 * shift * s3 + 6 * shift * shift * s2 - 3 * shift ** 3 * s1,
  };
}

/** Of evenly spaced values; for fewer rows it is the mean. */
function sampleMean(values: Float64Array): number {
  const step = Math.max(1, Math.floor(values.length / sampledValues));
  let [count, sum] = [0, 0];
  for (let row = 0; row < values.length; row += step) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    sum += value;
  }
  return count === 0 ? 0 : sum / count;
}

function powerSums(values: Float64Array, centre: number, from: number, to: number) {
  // Declared one by one: the engine keeps destructured sums as objects.
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    if (value < min) min = value;
    if (value > max) max = value;
    const distance = value - centre;
    const square = distance * distance;
    s1 += distance;
    s2 += square;
    s3 += square * distance;
    s4 += square * square;
  }
  return { count, min, max, s1, s2, s3, s4 };
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
