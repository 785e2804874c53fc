import { fitsFloat32 } from '../../learner/float32.ts';
import type { ColumnFacts } from '../shapes/profile.ts';
import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import { distinctDecimals } from './distinct.ts';
import type { Moments } from './moments.ts';
import { orderOf } from './order.ts';

export type NumberCounts = Pick<
  ColumnFacts,
  'nonNullCount' | 'missingCount' | 'distinctCount' | 'isTooLarge'
>;

/** Counts the values of a column of numbers (NaN is missing), and the distinct ones; values with at most `decimals` decimals are fastest. */
export async function numberCounts(
  values: Float64Array,
  decimals: number,
  pace: Pace,
): Promise<NumberCounts> {
  const extent = await extentOf(values, pace);
  const { count } = extent;
  const counts = { nonNullCount: count, missingCount: values.length - count };
  if (count === 0) return { ...counts, distinctCount: 0 };
  const distinctCount =
    (await distinctDecimals(values, extent, decimals, pace)) ??
    (await (await orderOf(values, extent, pace)).distinctCount());
  return { ...counts, distinctCount, ...sizeOf(extent) };
}

/** Whether the values between these are too large for the learner, as facts of a column have it. */
export const sizeOf = ({ min, max }: Pick<Moments, 'min' | 'max'>): Pick<NumberCounts, 'isTooLarge'> =>
  fitsFloat32(min) && fitsFloat32(max) ? {} : { isTooLarge: true };

async function extentOf(values: Float64Array, pace: Pace): Promise<Pick<Moments, 'count' | 'min' | 'max'>> {
  let [count, min, max] = [0, Infinity, -Infinity];
  await inBlocks(values.length, pace, (from, to) => {
    const block = blockExtent(values, from, to);
    count += block.count;
    min = Math.min(min, block.min);
    max = Math.max(max, block.max);
  });
  return { count, min, max };
}

function blockExtent(values: Float64Array, from: number, to: number) {
  let count = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    count += 1;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { count, min, max };
}
