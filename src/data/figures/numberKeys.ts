import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';

/** After every number, and every rank. */
export const missingKey = 0xffff_ffff;

interface Gathering {
  readonly rows: Int32Array;
  readonly keys: readonly [Uint32Array, Uint32Array];
}

/** The bits of doubles as two unsigned words that sort like the numbers. */
export async function numberKeys(
  values: Float64Array,
  rows: Int32Array,
  descending: boolean,
  pace: Pace,
): Promise<readonly [Uint32Array, Uint32Array]> {
  const keys = [new Uint32Array(rows.length), new Uint32Array(rows.length)] as const;
  await inBlocks(rows.length, pace, (from, to) =>
    gatherNumbers(values, descending ? -1 : 1, { rows, keys }, from, to),
  );
  return keys;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Of the two words of a double. */
const [high, low] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [1, 0] : [0, 1];
const signBit = 0x8000_0000;

function gatherNumbers(
  values: Float64Array,
  direction: 1 | -1,
  { rows, keys: [highs, lows] }: Gathering,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) {
    const value = values[rows[at] ?? -1] ?? Number.NaN;
    if (Number.isNaN(value)) {
      highs[at] = missingKey;
      lows[at] = missingKey;
      continue;
    }
    // Plus zero: -0 is 0.
    double[0] = value * direction + 0;
    const first = words[high] ?? 0;
    const isNegative = first >= signBit;
    highs[at] = isNegative ? ~first : first | signBit;
    lows[at] = isNegative ? ~(words[low] ?? 0) : (words[low] ?? 0);
  }
}
