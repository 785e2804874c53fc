import type { ClassNames, ClassShares } from '../shapes/pairs.ts';
import { isAffirmative } from '../shapes/affirmative.ts';
import type { Pace } from '../shapes/work.ts';
import type { Groups } from './associations.ts';
import { inBlocks } from './blocks.ts';
import { momentsOf } from './moments.ts';
import { quantile } from './numbers.ts';
import { orderOf } from './order.ts';

const mostClasses = 4;
const mostBins = 10;
/** The 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/** Wilson's 95 % interval of a share, as statsmodels' proportion_confint. */
export function wilsonInterval(rows: number, count: number): { readonly low: number; readonly high: number } {
  if (count === 0) return { low: 0, high: 1 };
  const share = rows / count;
  const square = (z * z) / count;
  const centre = (share + square / 2) / (1 + square);
  const margin = (z * Math.sqrt((share * (1 - share) + square / 4) / count)) / (1 + square);
  return { low: Math.max(0, centre - margin), high: Math.min(1, centre + margin) };
}

/** Classes whose shares are drawn, by their numbers. */
export interface DrawnClasses {
  readonly codes: readonly number[];
  readonly classes: ClassNames;
}

/** Of two classes the positive one: the one that means yes, else the last in order. Of more, the most frequent ones. */
export function drawnClasses(counts: ArrayLike<number>, names: readonly string[]): DrawnClasses {
  const present = Array.from(counts, (count, code) => ({ code, count, name: names[code] ?? '' })).filter(
    ({ count }) => count > 0,
  );
  const drawn =
    present.length === 2
      ? [positiveOf(present)]
      : present
          .toSorted((a, b) => b.count - a.count || inOrder(a.name, b.name))
          .slice(0, mostClasses)
          .toSorted((a, b) => inOrder(a.name, b.name));
  return {
    codes: drawn.map(({ code }) => code),
    classes: {
      names: drawn.map(({ name }) => name),
      others: present.length === 2 ? 0 : present.length - drawn.length,
    },
  };
}

function positiveOf<T extends { readonly name: string }>(two: readonly T[]): T {
  const [first, second] = two.toSorted((a, b) => inOrder(a.name, b.name));
  if (first === undefined || second === undefined) throw new Error('There are not two classes');
  return isAffirmative(first.name) && !isAffirmative(second.name) ? first : second;
}

/** Numbers by value, other names alphabetically. */
export function inOrder(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (!Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Shares of the drawn classes in each part; rows of part -1 or without a class are skipped. */
export async function sharesIn(
  parts: Int32Array,
  partCount: number,
  { codes, count }: Groups,
  drawn: DrawnClasses,
  pace: Pace,
): Promise<readonly ClassShares[]> {
  const counts = new Float64Array(partCount * count);
  const totals = new Float64Array(partCount);
  await inBlocks(parts.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const part = parts[row] ?? -1;
      const code = codes[row] ?? -1;
      if (part < 0 || code < 0) continue;
      totals[part] = (totals[part] ?? 0) + 1;
      counts[part * count + code] = (counts[part * count + code] ?? 0) + 1;
    }
  });
  return Array.from(totals, (total, part) => ({
    count: total,
    shares: drawn.codes.map((code) => {
      const rows = counts[part * count + code] ?? 0;
      return { rows, ...wilsonInterval(rows, total) };
    }),
  }));
}

/**
 * At most ten bins with about equal numbers of values, as pandas.qcut with duplicates='drop'; or one bin per value if there are
 * only that many distinct ones. `values` has no NaN.
 */
export async function binsOf(
  values: Float64Array,
  pace: Pace,
): Promise<readonly { readonly from: number; readonly to: number }[]> {
  const few = fewValues(values);
  if (few !== undefined) return few.map((value) => ({ from: value, to: value }));
  const order = await orderOf(values, await momentsOf(values, pace), pace);
  const edges = new Set(Array.from({ length: mostBins + 1 }, (_, bin) => quantile(order, bin / mostBins)));
  const ascending = [...edges];
  return ascending.slice(1).map((to, bin) => ({ from: ascending[bin] ?? to, to }));
}

/** The distinct values in order; undefined where there are more than bins. */
function fewValues(values: Float64Array): readonly number[] | undefined {
  const found = new Set<number>();
  for (const value of values) {
    found.add(value);
    if (found.size > mostBins) return undefined;
  }
  return [...found].toSorted((a, b) => a - b);
}

/** The bin of each value: the first whose upper end is not below it. */
export async function placesIn(
  values: Float64Array,
  ends: readonly number[],
  pace: Pace,
): Promise<Int32Array> {
  const places = new Int32Array(values.length);
  const last = ends.length - 1;
  await inBlocks(values.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const value = values[row] ?? 0;
      let low = 0;
      let high = last;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) < value) low = middle + 1;
        else high = middle;
      }
      places[row] = low;
    }
  });
  return places;
}
