import type { Cells } from '../shapes/cells.ts';
import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import { momentsOf } from './moments.ts';
import { orderOf } from './order.ts';

/** Hashes of whole rows, to which columns are added one by one. */
export interface RowHashes {
  readonly add: (cells: Cells) => Promise<void>;
  /** Rows of the same hash count once: as many as there are different rows, but for a chance of 2^-53 for each pair of them. */
  readonly distinctCount: (scratch?: Float64Array) => Promise<number>;
}

/** Takes eight bytes a row, and as much again for `distinctCount`. */
export function openRowHashes(rowCount: number, pace: Pace): RowHashes {
  const [first, second] = [new Int32Array(rowCount), new Int32Array(rowCount)];
  return {
    async add(cells) {
      const bits = cells.kind === 'numbers' ? bitsOf(cells.values) : undefined;
      await inBlocks(rowCount, pace, (from, to) => {
        if (bits !== undefined) mixPairs(first, second, bits, from, to);
        else if (cells.kind === 'words') mix(first, second, cells.codes, from, to);
        else if (cells.kind === 'texts')
          mix(first, second, textHashes(cells.texts, from, to), from, to, from);
      });
    },
    async distinctCount(scratch) {
      const hashes = new Float64Array(rowCount);
      await inBlocks(rowCount, pace, (from, to) => {
        for (let row = from; row < to; row += 1)
          hashes[row] = (first[row] ?? 0) + ((second[row] ?? 0) >>> 11) * 2 ** -21;
      });
      const order = await orderOf(hashes, await momentsOf(hashes, pace), pace, scratch);
      return order.distinctCount();
    },
  };
}

const bitsOf = (values: Float64Array) => new Int32Array(values.buffer, values.byteOffset, values.length * 2);

// Multipliers of xxHash32 and MurmurHash3: odd, with bits all over.
const [a, b, c] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d] as const;

function mix(
  first: Int32Array,
  second: Int32Array,
  codes: Int32Array,
  from: number,
  to: number,
  offset = 0,
): void {
  for (let row = from; row < to; row += 1) {
    const code = codes[row - offset] ?? -1;
    const one = Math.imul((first[row] ?? 0) ^ code, a);
    const two = Math.imul((second[row] ?? 0) + code, b);
    first[row] = Math.imul(one ^ (one >>> 15), c);
    second[row] = Math.imul(two ^ (two >>> 13), a) ^ one;
  }
}

function mixPairs(first: Int32Array, second: Int32Array, bits: Int32Array, from: number, to: number): void {
  for (let row = from; row < to; row += 1) {
    const low = bits[2 * row] ?? 0;
    const upper = bits[2 * row + 1] ?? 0;
    // -0 is 0.
    const high = low === 0 && upper === -0x80000000 ? 0 : upper;
    const one = Math.imul((first[row] ?? 0) ^ low, a) ^ Math.imul(high, b);
    const two = Math.imul((second[row] ?? 0) + high, b) ^ Math.imul(low, c);
    first[row] = Math.imul(one ^ (one >>> 15), c);
    second[row] = Math.imul(two ^ (two >>> 13), a) ^ one;
  }
}

/** FNV-1a of UTF-16 units. */
function textHashes(texts: readonly string[], from: number, to: number): Int32Array {
  const hashes = new Int32Array(to - from);
  for (let row = from; row < to; row += 1) {
    const text = texts[row] ?? '';
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    hashes[row - from] = hash;
  }
  return hashes;
}
