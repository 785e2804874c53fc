import type { Cells } from '../shapes/cells.ts';
import type { Pace } from '../shapes/work.ts';
import { inBlocks } from '../figures/blocks.ts';

/** Multipliers of xxHash32 and MurmurHash3: odd, with bits all over. */
export const multipliers = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;
const [a, b, c, d] = multipliers;

/** Two words for each cell, which depend on its number or text alone. */
export interface CellHashes {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** Hashes of a column's cells, block by block: `use` gets those of the rows from `from` on, valid until the next. */
export async function eachCellHash(
  cells: Cells,
  rowCount: number,
  pace: Pace,
  use: (hashes: CellHashes, from: number, to: number) => void,
): Promise<void> {
  const fill = fillerOf(cells);
  let hashes: CellHashes = { first: new Int32Array(), second: new Int32Array() };
  await inBlocks(rowCount, pace, (from, to) => {
    if (hashes.first.length < to - from)
      hashes = { first: new Int32Array(to - from), second: new Int32Array(to - from) };
    fill(hashes, from, to);
    use(hashes, from, to);
  });
}

type Fill = (into: CellHashes, from: number, to: number) => void;

function fillerOf(cells: Cells): Fill {
  switch (cells.kind) {
    case 'numbers': {
      const { values } = cells;
      const bits = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
      return (into, from, to) => hashNumbers(values, bits, into, from, to);
    }
    case 'words': {
      // The level -1 comes last.
      const levels = hashTexts(cells.levels.concat(''));
      return (into, from, to) => gather(levels, cells.codes, into, from, to);
    }
    case 'texts':
      return (into, from, to) => {
        const found = hashTexts(cells.texts.slice(from, to));
        into.first.set(found.first);
        into.second.set(found.second);
      };
  }
}

/** Of the two words of a double. */
const [high, low] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [1, 0] : [0, 1];
const [missingFirst, missingSecond] = [0x5bd1e995, 0x165667b1];

function hashNumbers(
  values: Float64Array,
  bits: Int32Array,
  { first, second }: CellHashes,
  from: number,
  to: number,
): void {
  for (let row = from; row < to; row += 1) {
    const at = row - from;
    const value = values[row] ?? 0;
    if (value !== value) {
      first[at] = missingFirst;
      second[at] = missingSecond;
      continue;
    }
    const lower = bits[2 * row + low] ?? 0;
    // -0 is 0.
    const upper = value === 0 ? 0 : (bits[2 * row + high] ?? 0);
    // Different numbers have different pairs of words: each step can be undone.
    const mixed = Math.imul(upper, b) ^ lower;
    const one = Math.imul(mixed ^ (mixed >>> 16), a);
    first[at] = one;
    second[at] = Math.imul((upper ^ (one >>> 13)) + one, c);
  }
}

function gather(levels: CellHashes, codes: Int32Array, into: CellHashes, from: number, to: number): void {
  const missing = levels.first.length - 1;
  for (let row = from; row < to; row += 1) {
    const code = codes[row] ?? -1;
    const level = code < 0 ? missing : code;
    into.first[row - from] = levels.first[level] ?? 0;
    into.second[row - from] = levels.second[level] ?? 0;
  }
}

/** Of UTF-16 units; an empty text is a missing value. */
function hashTexts(texts: readonly string[]): CellHashes {
  const [first, second] = [new Int32Array(texts.length), new Int32Array(texts.length)];
  for (let at = 0; at < texts.length; at += 1) {
    const text = texts[at] ?? '';
    let one = 0x811c9dc5 | 0;
    let two = text.length;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      one = Math.imul(one ^ unit, 0x01000193);
      two = Math.imul(two ^ (two >>> 15) ^ unit, d);
    }
    first[at] = text === '' ? missingFirst : Math.imul(one ^ (one >>> 15), a);
    second[at] = text === '' ? missingSecond : Math.imul(two ^ (two >>> 13), c);
  }
  return { first, second };
}

/** Two words of a name. */
export function hashText(text: string): readonly [number, number] {
  const { first, second } = hashTexts([text]);
  return [first[0] ?? 0, second[0] ?? 0];
}
