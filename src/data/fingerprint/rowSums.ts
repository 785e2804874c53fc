import type { Cells } from '../shapes/cells.ts';
import type { Pace } from '../shapes/work.ts';
import { inBlocks } from '../figures/blocks.ts';
import { eachCellHash, hashText, multipliers } from './cellHashes.ts';
import type { CellHashes } from './cellHashes.ts';

const [a, b, c, d] = multipliers;

/** Hashes of whole rows, to which columns are added one by one and in any order. Takes eight bytes a row. */
export interface RowSums {
  /** Returns the hash of the column's cells in row order: 16 hexadecimal digits that do not depend on its name. */
  readonly add: (name: string, cells: Cells) => Promise<string>;
  /** Calls `use` for each of the rows with the two words of its hash. */
  readonly each: (
    rows: Int32Array | undefined,
    use: (at: number, high: number, low: number) => void,
  ) => Promise<void>;
}

export function openRowSums(rowCount: number, pace: Pace): RowSums {
  const [first, second] = [new Int32Array(rowCount), new Int32Array(rowCount)];
  return {
    async add(name, cells) {
      const salts = hashText(name);
      const state = Int32Array.of(a, c);
      await eachCellHash(cells, rowCount, pace, (hashes, from, to) => {
        chain(state, hashes, to - from);
        addCells(first, second, hashes, salts, from, to);
      });
      return Array.from(state, (word) => finished(word).toString(16).padStart(8, '0')).join('');
    },
    async each(rows, use) {
      await inBlocks(rows?.length ?? rowCount, pace, (from, to) => {
        for (let at = from; at < to; at += 1) {
          const row = rows === undefined ? at : (rows[at] ?? 0);
          const one = first[row] ?? 0;
          const two = second[row] ?? 0;
          const high = finished(one ^ Math.imul(two, a));
          use(at, high, finished(two ^ Math.imul(high, b)));
        }
      });
    },
  };
}

/** Order matters: each word is mixed into what came before it. */
function chain(state: Int32Array, { first, second }: CellHashes, count: number): void {
  let x = state[0] ?? 0;
  let y = state[1] ?? 0;
  for (let at = 0; at < count; at += 1) {
    const one = x ^ (first[at] ?? 0);
    const two = y ^ (second[at] ?? 0);
    x = (Math.imul((one << 13) | (one >>> 19), b) + a) | 0;
    y = (Math.imul((two << 17) | (two >>> 15), d) + c) | 0;
  }
  state[0] = x;
  state[1] = y;
}

/** A sum does not depend on the order of the columns; the salt of its name tells one column from another. */
function addCells(
  first: Int32Array,
  second: Int32Array,
  hashes: CellHashes,
  [salt, other]: readonly [number, number],
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row += 1) {
    const one = Math.imul((hashes.first[row - from] ?? 0) ^ salt, a);
    const two = Math.imul((hashes.second[row - from] ?? 0) ^ other, c);
    first[row] = ((first[row] ?? 0) + (one ^ (one >>> 15))) | 0;
    second[row] = ((second[row] ?? 0) + (two ^ (two >>> 16))) | 0;
  }
}

/** The finalizer of MurmurHash3, as an unsigned number. */
function finished(word: number): number {
  const one = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (two ^ (two >>> 16)) >>> 0;
}
