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

interface Sums {
  /** Of each row. */
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Of the column so far. */
  readonly state: Int32Array;
}

export function openRowSums(rowCount: number, pace: Pace): RowSums {
  const [first, second] = [new Int32Array(rowCount), new Int32Array(rowCount)];
  return {
    async add(name, cells) {
      const salts = hashText(name);
      const state = Int32Array.of(a, c);
      await eachCellHash(cells, rowCount, pace, (hashes, from, to) => {
        take({ first, second, state }, hashes, salts, from, to);
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

/**
 * Mixes each cell into the state, where order matters, and adds it to its row: a sum does not depend on the order of the columns, and
 * the salt of its name tells one column from another.
 */
function take(
  { first, second, state }: Sums,
  { first: words, second: others }: CellHashes,
  [salt, other]: readonly [number, number],
  from: number,
  to: number,
): void {
  let x = state[0] ?? 0;
  let y = state[1] ?? 0;
  for (let row = from; row < to; row += 1) {
    const word = words[row - from] ?? 0;
    const next = others[row - from] ?? 0;
    x ^= word;
    y ^= next;
    x = (Math.imul((x << 13) | (x >>> 19), b) + a) | 0;
    y = (Math.imul((y << 17) | (y >>> 15), d) + c) | 0;
    const one = Math.imul(word ^ salt, a);
    const two = Math.imul(next ^ other, c);
    first[row] = ((first[row] ?? 0) + (one ^ (one >>> 15))) | 0;
    second[row] = ((second[row] ?? 0) + (two ^ (two >>> 16))) | 0;
  }
  state[0] = x;
  state[1] = y;
}

/** The finalizer of MurmurHash3, as an unsigned number. */
function finished(word: number): number {
  const one = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  const two = Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (two ^ (two >>> 16)) >>> 0;
}
