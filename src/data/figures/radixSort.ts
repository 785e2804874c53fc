import { blockRows, inBlocks } from './blocks.ts';
import type { Pace } from '../shapes/work.ts';

/**
 * Sorts rows by keys of unsigned 32-bit words, the most significant first, each as long as the rows; rows of equal keys stay in their
 * order. Overwrites its arguments; the result is one of them or a buffer of the same size.
 */
export async function radixSort(
  rows: Int32Array,
  keys: readonly Uint32Array[],
  pace: Pace,
): Promise<Int32Array> {
  let from: Arrays = { rows, keys };
  let into: Arrays | undefined;
  for (let word = keys.length - 1; word >= 0; word -= 1)
    for (const digit of digits) {
      const starts = await countDigits(from.keys[word] ?? none, digit, pace);
      if (starts === undefined) continue;
      into ??= { rows: new Int32Array(rows.length), keys: keys.map(({ length }) => new Uint32Array(length)) };
      await scatter(from, into, { word, digit, starts }, pace);
      [from, into] = [into, from];
    }
  return from.rows;
}

interface Arrays {
  readonly rows: Int32Array;
  readonly keys: readonly Uint32Array[];
}

interface Digit {
  readonly shift: number;
  readonly mask: number;
}

/** Digits of 11 bits: their counters fit in a core's cache. */
const digits: readonly Digit[] = [
  { shift: 0, mask: 0x7ff },
  { shift: 11, mask: 0x7ff },
  { shift: 22, mask: 0x3ff },
];
const none = new Uint32Array();

/** Start of each digit's rows; undefined if all rows have the same digit. */
async function countDigits(key: Uint32Array, digit: Digit, pace: Pace): Promise<Uint32Array | undefined> {
  const counts = new Uint32Array(digit.mask + 1);
  await inBlocks(key.length, pace, (from, to) => countBlock(key, digit, counts, from, to));
  const [first = 0] = key;
  if (counts[(first >>> digit.shift) & digit.mask] === key.length) return undefined;
  let start = 0;
  for (let value = 0; value < counts.length; value += 1) {
    const count = counts[value] ?? 0;
    counts[value] = start;
    start += count;
  }
  return counts;
}

function countBlock(
  key: Uint32Array,
  { shift, mask }: Digit,
  counts: Uint32Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) {
    const value = ((key[at] ?? 0) >>> shift) & mask;
    counts[value] = (counts[value] ?? 0) + 1;
  }
}

async function scatter(
  from: Arrays,
  into: Arrays,
  { word, digit, starts }: { readonly word: number; readonly digit: Digit; readonly starts: Uint32Array },
  pace: Pace,
): Promise<void> {
  const places = new Int32Array(blockRows);
  const key = from.keys[word] ?? none;
  await inBlocks(key.length, pace, (first, to) => {
    placeBlock(key, digit, { starts, places }, first, to);
    moveBlock(from.rows, into.rows, places, first, to);
    for (const [index, of] of from.keys.entries()) moveBlock(of, into.keys[index] ?? none, places, first, to);
  });
}

function placeBlock(
  key: Uint32Array,
  { shift, mask }: Digit,
  { starts, places }: { readonly starts: Uint32Array; readonly places: Int32Array },
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) {
    const value = ((key[at] ?? 0) >>> shift) & mask;
    const place = starts[value] ?? 0;
    places[at - from] = place;
    starts[value] = place + 1;
  }
}

function moveBlock<T extends Int32Array | Uint32Array>(
  of: T,
  into: T,
  places: Int32Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) into[places[at - from] ?? 0] = of[at] ?? 0;
}
