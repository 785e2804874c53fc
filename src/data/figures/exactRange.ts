import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';

const wholeNumber = /^[+-]?\d+$/;

/** The least and the largest of whole numbers of any size, in digits; undefined where none of the texts is one. */
export async function exactRange(
  texts: readonly string[],
  pace: Pace,
): Promise<{ readonly min: string; readonly max: string } | undefined> {
  let [min, max]: [bigint | undefined, bigint | undefined] = [undefined, undefined];
  await inBlocks(texts.length, pace, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const text = texts[at]?.trim() ?? '';
      if (!wholeNumber.test(text)) continue;
      const value = BigInt(text.replace('+', ''));
      if (min === undefined || value < min) min = value;
      if (max === undefined || value > max) max = value;
    }
  });
  return min === undefined || max === undefined ? undefined : { min: String(min), max: String(max) };
}
