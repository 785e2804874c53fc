import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import { distinctDecimals, distinctIn } from './distinct.ts';
import type { Moments } from './moments.ts';

/** What a sorted column would answer. */
export interface Order {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** The value at a 0-based rank of ascending order. */
  readonly valueAt: (rank: number) => number;
  /** Values less than `limit`. */
  readonly countBelow: (limit: number) => number;
  /** Values with `decimals` or fewer decimals are counted faster. */
  readonly distinctCount: (decimals?: number) => Promise<number>;
}

const mostBuckets = 4096;
const valuesInBucket = 512;
const mostCounted = 4096;
const sampledValues = 4096;
/** Of a sample, on each side: outliers must not widen the range that buckets divide. */
const tail = 0.005;

/**
 * The values (NaN left out) in buckets of ascending ranges, unsorted within. That is cheaper than sorting by far, and a rank or a limit
 * needs only its own bucket in order. Takes as much memory again as the values, or `scratch` of their length: the order is then valid until
 * that is used again. Needs at least one value.
 */
export async function orderOf(
  values: Float64Array,
  { count, min, max }: Pick<Moments, 'count' | 'min' | 'max'>,
  pace: Pace,
  scratch: Float64Array = new Float64Array(count),
): Promise<Order> {
  const buckets = Math.max(1, Math.min(mostBuckets, Math.ceil(count / valuesInBucket)));
  const division = dividedRange(values, buckets);
  const starts = new Int32Array(buckets + 1);
  await inBlocks(values.length, pace, (from, to) => countBuckets(values, division, starts, from, to));
  for (let bucket = 0; bucket < buckets; bucket += 1)
    starts[bucket + 1] = (starts[bucket + 1] ?? 0) + (starts[bucket] ?? 0);
  const ordered = scratch.subarray(0, count);
  const free = starts.slice();
  await inBlocks(values.length, pace, (from, to) =>
    fillBuckets(values, division, { ordered, free }, from, to),
  );

  const isSorted = new Uint8Array(buckets);
  const sorted = (bucket: number) => {
    const part = ordered.subarray(starts[bucket], starts[bucket + 1]);
    if (isSorted[bucket] === 0 && !isUniform(part)) part.sort();
    isSorted[bucket] = 1;
    return part;
  };
  return {
    count,
    min,
    max,
    distinctCount: async (decimals) =>
      (decimals === undefined
        ? undefined
        : await distinctDecimals(ordered, { count, min, max }, decimals, pace)) ??
      distinctIn(ordered, { starts, sorted }, pace),
    valueAt(rank) {
      const bucket = bucketAt(starts, rank);
      return sorted(bucket)[rank - (starts[bucket] ?? 0)] ?? Number.NaN;
    },
    countBelow(limit) {
      const bucket = bucketOf(division, limit);
      const [from = 0, to = 0] = [starts[bucket], starts[bucket + 1]];
      // A few values are counted sooner than sorted.
      const isCounted = isSorted[bucket] === 0 && to - from <= mostCounted;
      return from + (isCounted ? countIn(ordered, from, to, limit) : lowerBound(sorted(bucket), limit));
    },
  };
}

/** Values from each edge up to the next, the last edge included; what is outside counts at the ends. */
export function countsBetween({ count, countBelow }: Order, edges: readonly number[]): number[] {
  const below = edges.map((edge, index) =>
    index === 0 ? 0 : index === edges.length - 1 ? count : countBelow(edge),
  );
  return below.slice(1).map((next, index) => next - (below[index] ?? 0));
}

/** Buckets of equal width over a range; what is outside goes to the first and the last. */
interface Division {
  readonly low: number;
  /** Buckets per unit. */
  readonly scale: number;
  readonly last: number;
}

/** Rounding never turns the order of two values around, so that buckets are in order too. */
function bucketOf({ low, scale, last }: Division, value: number): number {
  const at = (value - low) * scale;
  return at >= last ? last : at > 0 ? at | 0 : 0;
}

/** The range that all but the tails of a sample are in. */
function dividedRange(values: Float64Array, buckets: number): Division {
  const step = Math.max(1, Math.floor(values.length / sampledValues));
  const sample: number[] = [];
  for (let row = 0; row < values.length; row += step) {
    const value = values[row] ?? Number.NaN;
    if (Number.isFinite(value)) sample.push(value);
  }
  const sorted = Float64Array.from(sample).sort();
  const cut = Math.floor(sorted.length * tail);
  const [low = 0, high = 0] = [sorted[cut], sorted[sorted.length - 1 - cut]];
  const scale = buckets / (high - low);
  const last = buckets - 1;
  // No range, or one that no number can hold: a few buckets, in effect.
  return Number.isFinite(scale) && Number.isFinite(high - low)
    ? { low, scale, last }
    : { low, scale: 1, last };
}

function countBuckets(
  values: Float64Array,
  { low, scale, last }: Division,
  starts: Int32Array,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const at = (value - low) * scale;
    const next = at >= last ? last + 1 : at > 0 ? (at | 0) + 1 : 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
}

function fillBuckets(
  values: Float64Array,
  { low, scale, last }: Division,
  { ordered, free }: { readonly ordered: Float64Array; readonly free: Int32Array },
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row += 1) {
    const value = values[row] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const at = (value - low) * scale;
    const bucket = at >= last ? last : at > 0 ? at | 0 : 0;
    const place = free[bucket] ?? 0;
    // Plus zero: -0 is 0, for order and for distinctness.
    ordered[place] = value + 0;
    free[bucket] = place + 1;
  }
}

/** The bucket that has the rank: the last one that starts at or below it. */
function bucketAt(starts: Int32Array, rank: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= rank) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How many of the sorted values are below the limit. */
function lowerBound(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countIn(ordered: Float64Array, from: number, to: number, limit: number): number {
  let below = 0;
  for (let at = from; at < to; at += 1) if ((ordered[at] ?? 0) < limit) below += 1;
  return below;
}

function isUniform(part: Float64Array): boolean {
  const [first] = part;
  for (const value of part) if (value !== first) return false;
  return true;
}
