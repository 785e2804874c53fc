import type { Pace } from '../shapes/work.ts';

/** Fits a core's cache, and takes far less than a cancel may. */
export const blockRows = 4096;
const blocksBetweenPaces = 64;

/** Calls `work` for each block of rows in order, and lets messages in between. */
export async function inBlocks(
  length: number,
  pace: Pace,
  work: (from: number, to: number) => void,
): Promise<void> {
  for (let from = 0, block = 1; from < length; from += blockRows, block += 1) {
    work(from, Math.min(length, from + blockRows));
    if (block % blocksBetweenPaces === 0) await pace();
  }
}
