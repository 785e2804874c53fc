import type { Pace } from '../shapes/work.ts';
import type { ValueCounts } from '../table/table.ts';

/** The most frequent numbers (NaN left out); of equally frequent ones, the first in the table comes first. */
export async function countNumbers(values: Float64Array, limit: number, pace: Pace): Promise<ValueCounts> {
  const present = values.filter((value) => !Number.isNaN(value));
  const sorted = present.toSorted();
  await pace();
  const [distinct, counts] = runsOf(sorted);
  const byCount = counts.toSorted();
  // All numbers that occur more often than this are among the first, and some of those that occur as often.
  const least = byCount[Math.max(0, byCount.length - limit)] ?? 0;
  const top: { value: number; count: number; first: number }[] = [];
  let above = 0;
  for (const count of counts) above += Number(count > least);
  let ties = Math.min(limit, distinct.length) - above;
  const taken = new Set<number>();
  for (const [row, value] of values.entries()) {
    if (top.length >= Math.min(limit, distinct.length)) break;
    if (Number.isNaN(value) || taken.has(value)) continue;
    const count = counts[placeOf(distinct, value)] ?? 0;
    if (count < least || (count === least && ties <= 0)) continue;
    if (count === least) ties -= 1;
    taken.add(value);
    top.push({ value, count, first: row });
  }
  return {
    distinctCount: distinct.length,
    top: top
      .toSorted((a, b) => b.count - a.count || a.first - b.first)
      .map(({ value, count }) => ({ value: String(value), count })),
  };
}

/** The different values in ascending order, and how often each occurs. */
function runsOf(sorted: Float64Array): readonly [values: Float64Array, counts: Float64Array] {
  const values = new Float64Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let runs = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) {
      values[runs] = sorted[at] ?? 0;
      runs += 1;
    }
    counts[runs - 1] = (counts[runs - 1] ?? 0) + 1;
  }
  return [values.subarray(0, runs), counts.subarray(0, runs)];
}

function placeOf(ascending: Float64Array, value: number): number {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ascending[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
