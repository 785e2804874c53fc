import type { NumericProfile } from '../shapes/profile.ts';
import type { Pace } from '../shapes/work.ts';
import { barsOf } from './bars.ts';
import { sizeOf } from './counts.ts';
import type { NumberCounts } from './counts.ts';
import { kurtosis, momentsOf, skewness, standardDeviation } from './moments.ts';
import { countsBetween, orderOf } from './order.ts';
import type { Order } from './order.ts';
import { suspectedSentinel } from './sentinels.ts';

const mostBins = 200;

export interface NumberFigures extends NumberCounts {
  /** Absent where there is no value. */
  readonly numeric?: NumericProfile;
}

/**
 * Statistics of a column of numbers (NaN is missing), equal to those of pandas and NumPy. `scratch` of the same length saves memory where
 * there are many columns.
 */
export async function numberFigures(
  values: Float64Array,
  decimals: number,
  pace: Pace,
  scratch?: Float64Array,
): Promise<NumberFigures> {
  const moments = await momentsOf(values, pace);
  const { count, mean, min, max } = moments;
  const counts = { nonNullCount: count, missingCount: values.length - count };
  if (count === 0) return { ...counts, distinctCount: 0 };
  const order = await orderOf(values, moments, pace, scratch);
  const [q1, median, q3] = [quantile(order, 0.25), quantile(order, 0.5), quantile(order, 0.75)];
  const histogram = histogramOf(order, q3 - q1);
  const [first = 0, second = 1] = histogram.edges;
  return {
    ...counts,
    distinctCount: await order.distinctCount(decimals),
    ...sizeOf(moments),
    numeric: {
      mean,
      std: standardDeviation(moments),
      min,
      q1,
      median,
      q3,
      max,
      skew: skewness(moments),
      kurtosis: kurtosis(moments),
      histogram,
      bars: barsOf(order, second - first, decimals),
      decimals,
      farOut: farOutOf(order, q1, q3),
      sentinel: suspectedSentinel(order),
    },
  };
}

/** Linear interpolation between order statistics, numpy's default. */
export function quantile({ count, valueAt }: Pick<Order, 'count' | 'valueAt'>, share: number): number {
  const at = (count - 1) * share;
  const low = valueAt(Math.floor(at));
  const high = valueAt(Math.ceil(at));
  return low + (high - low) * (at - Math.floor(at));
}

const farRanges = 3;

/** Values that Tukey (Exploratory Data Analysis, 1977) calls far out. */
function farOutOf(
  { count: all, min, max, countBelow }: Order,
  q1: number,
  q3: number,
): NumericProfile['farOut'] {
  const range = q3 - q1;
  if (range <= 0) return undefined;
  const count = countBelow(q1 - farRanges * range) + all - countBelow(q3 + farRanges * range);
  return count === 0 ? undefined : { count, farthest: max - q3 > q1 - min ? max : min };
}

/** `numpy.histogram(values, bins='auto')`: the narrower of Sturges' and Freedman-Diaconis' bins, at most 200 of them. */
function histogramOf(order: Order, iqr: number): NumericProfile['histogram'] {
  const { count, min: low, max: high } = order;
  if (low === high) return { edges: [low - 0.5, high + 0.5], counts: [count] };
  const sturges = (high - low) / (Math.log2(count) + 1);
  const freedmanDiaconis = 2 * iqr * count ** (-1 / 3);
  const width = freedmanDiaconis > 0 ? Math.min(sturges, freedmanDiaconis) : sturges;
  const binCount = Math.min(mostBins, Math.max(1, Math.ceil((high - low) / width)));
  const step = (high - low) / binCount;
  const edges = Array.from({ length: binCount + 1 }, (_, index) =>
    index === binCount ? high : low + index * step,
  );
  return { edges, counts: countsBetween(order, edges) };
}
