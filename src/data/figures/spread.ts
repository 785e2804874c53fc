import type { Spread } from '../shapes/pairs.ts';
import type { Pace } from '../shapes/work.ts';
import { momentsOf } from './moments.ts';
import { quantile } from './numbers.ts';
import { orderOf } from './order.ts';
import type { Order } from './order.ts';

/** Tukey's inner fences (Exploratory Data Analysis, 1977). */
const whiskerRanges = 1.5;

/** Of at least one number, none of them NaN. */
export async function spreadOf(values: Float64Array, pace: Pace): Promise<Spread> {
  const moments = await momentsOf(values, pace);
  const order = await orderOf(values, moments, pace);
  const [q1, median, q3] = [quantile(order, 0.25), quantile(order, 0.5), quantile(order, 0.75)];
  const reach = whiskerRanges * (q3 - q1);
  return {
    mean: moments.mean,
    min: moments.min,
    q1,
    median,
    q3,
    max: moments.max,
    // Without a value between fence and box, there is no whisker.
    whiskerMin: Math.min(q1, order.valueAt(order.countBelow(q1 - reach))),
    whiskerMax: Math.max(q3, greatestUpTo(order, q3 + reach)),
  };
}

/** The greatest value that is not above the limit. */
function greatestUpTo({ count, valueAt, countBelow }: Order, limit: number): number {
  const below = countBelow(limit);
  if (below < count && valueAt(below) === limit) return limit;
  return valueAt(Math.max(0, below - 1));
}
