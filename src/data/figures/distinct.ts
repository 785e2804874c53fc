import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import type { Moments } from './moments.ts';

/** Values in buckets of ascending ranges. */
interface Buckets {
  /** One more than there are buckets. */
  readonly starts: Int32Array;
  /** The values of a bucket, which are put in order. */
  readonly sorted: (bucket: number) => Float64Array;
}

/** A larger table would not stay in the cache; such buckets are rare, and sorted instead. */
const mostHashed = 32_768;

/** Equal values share a bucket, so that a small table by their bits counts one bucket after the other. */
export async function distinctIn(
  ordered: Float64Array,
  { starts, sorted }: Buckets,
  pace: Pace,
): Promise<number> {
  const bits = new Int32Array(ordered.buffer, ordered.byteOffset, 2 * ordered.length);
  const slots = new Float64Array(slotsFor(starts)).fill(Number.NaN);
  let [distinct, sincePace] = [0, 0];
  for (let bucket = 0; bucket + 1 < starts.length; bucket += 1) {
    const [from = 0, to = 0] = [starts[bucket], starts[bucket + 1]];
    if (to - from > mostHashed) distinct += runsIn(sorted(bucket));
    else if (to > from) distinct += hashed(ordered, bits, slots, from, to);
    sincePace += to - from;
    if (sincePace <= mostHashed) continue;
    sincePace = 0;
    await pace();
  }
  return distinct;
}

/** Bits of a table with one for each value that could be there; it must not take more memory than the values. */
const mostBitsPerValue = 64;
/** Larger products of a value and a power of ten are not exact. */
const mostExact = 2 ** 52;

/**
 * Distinct values (NaN left out) where all have at most so many decimals, by marking each in a row of bits; undefined where one has more.
 */
export async function distinctDecimals(
  values: Float64Array,
  { count, min, max }: Pick<Moments, 'count' | 'min' | 'max'>,
  decimals: number,
  pace: Pace,
): Promise<number | undefined> {
  const power = 10 ** decimals;
  const least = Math.round(min * power);
  const range = Math.round(max * power) - least + 1;
  const largest = Math.max(Math.abs(min), Math.abs(max)) * power;
  if (!(largest < mostExact && range <= count * mostBitsPerValue && range < 2 ** 31)) return undefined;
  const marks = new Int32Array((range >>> 5) + 1);
  let [distinct, isExact] = [0, true];
  await inBlocks(values.length, pace, (from, to) => {
    const found = isExact ? marked(values, { power, least, marks }, from, to) : -1;
    if (found < 0) isExact = false;
    else distinct += found;
  });
  return isExact ? distinct : undefined;
}

/** Values of a range that were not marked before; -1 where one has more decimals. */
function marked(
  values: Float64Array,
  { power, least, marks }: { readonly power: number; readonly least: number; readonly marks: Int32Array },
  from: number,
  to: number,
): number {
  let found = 0;
  for (let at = from; at < to; at += 1) {
    const value = values[at] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const scaled = Math.round(value * power);
    if (scaled / power !== value) return -1;
    const place = scaled - least;
    const word = place >>> 5;
    const mark = 1 << (place & 31);
    const known = marks[word] ?? 0;
    if ((known & mark) !== 0) continue;
    marks[word] = known | mark;
    found += 1;
  }
  return found;
}

/** As many as the largest bucket that is hashed may need. */
function slotsFor(starts: Int32Array): number {
  let largest = 1;
  for (let bucket = 0; bucket + 1 < starts.length; bucket += 1) {
    const count = (starts[bucket + 1] ?? 0) - (starts[bucket] ?? 0);
    if (count > largest && count <= mostHashed) largest = count;
  }
  return 4 * largest;
}

/** Distinct values of a range, by open addressing; the slots are empty (NaN) before and after. */
function hashed(ordered: Float64Array, bits: Int32Array, slots: Float64Array, from: number, to: number) {
  const shift = Math.clz32(2 * (to - from) - 1);
  const mask = 2 ** (32 - shift) - 1;
  let distinct = 0;
  for (let at = from; at < to; at += 1) {
    const value = ordered[at] ?? 0;
    // Odd constants of MurmurHash3 and of the golden ratio; the upper bits of a product depend on all of its factor's.
    const mixed = Math.imul((bits[2 * at] ?? 0) ^ Math.imul(bits[2 * at + 1] ?? 0, 0x85ebca6b), 0x9e3779b1);
    let slot = mixed >>> shift;
    let found = slots[slot] ?? 0;
    while (!Number.isNaN(found) && found !== value) {
      slot = (slot + 1) & mask;
      found = slots[slot] ?? 0;
    }
    if (found === value) continue;
    slots[slot] = value;
    distinct += 1;
  }
  slots.fill(Number.NaN, 0, mask + 1);
  return distinct;
}

function runsIn(sorted: Float64Array): number {
  let runs = 0;
  for (let at = 0; at < sorted.length; at += 1) if (at === 0 || sorted[at] !== sorted[at - 1]) runs += 1;
  return runs;
}
