import type { NumericProfile } from '../shapes/profile.ts';
import type { Order } from './order.ts';

/** Values that programs write for "missing": nines, -200 of sensors, and -1. */
const usual = /^(?:-?9{2,}|-200|-1)$/;
const leastCount = 2;
const leastShare = 0.005;
/** A gap as wide as half of all other values is not one of the distribution's tail. */
const usualGap = 0.5;
/** A value that no program is known to write must be further off. */
const otherGap = 3;

/** A value at either end of a column that probably means "missing": frequent and far off the others. */
export function suspectedSentinel(order: Order): NumericProfile['sentinel'] {
  const { count, min, max, valueAt, countBelow } = order;
  if (count === 0 || min === max) return undefined;
  const lowest = leadingCount(order, min);
  const highest = count - countBelow(max);
  const [second, penultimate] = [valueAt(lowest), valueAt(count - highest - 1)];
  return (
    atEnd(order, { value: min, count: lowest, gap: second - min, rest: max - second }) ??
    atEnd(order, { value: max, count: highest, gap: max - penultimate, rest: penultimate - min })
  );
}

/** How often the least value is there: the first rank of another one, by halving. */
function leadingCount({ count, valueAt }: Order, least: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) === least) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface End {
  readonly value: number;
  readonly count: number;
  /** Its distance to the next value, and the range of all the others. */
  readonly gap: number;
  readonly rest: number;
}

function atEnd({ count: all }: Order, { value, count, gap, rest }: End): NumericProfile['sentinel'] {
  const isFrequent = count >= leastCount && count >= all * leastShare && count < all / 2;
  // Of two values in all the others have no range to compare with.
  const isFar = rest > 0 && gap > rest * (usual.test(String(value)) ? usualGap : otherGap);
  return isFrequent && isFar ? { value, count } : undefined;
}
