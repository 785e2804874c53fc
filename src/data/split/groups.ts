import { createHash } from 'node:crypto';
import { randomState } from './permutation.ts';

/**
 * Draws groups for the test rows, then for the validation rows from the remaining groups with the same seed; the first as
 * scikit-learn's GroupShuffleSplit. Sizes below 1 are shares of all groups. Answers the set of each group: 0 to train, 1 to test, 2 to
 * validate.
 */
export function drawnGroups(
  groupCount: number,
  { test, validation, seed }: { readonly test: number; readonly validation: number; readonly seed: number },
): Uint8Array {
  const setOf = new Uint8Array(groupCount);
  let rest = Int32Array.from(setOf.keys());
  for (const [set, size] of [
    [1, test],
    [2, validation],
  ] as const) {
    if (size === 0) continue;
    const count = size < 1 ? Math.ceil(size * groupCount) : size;
    const order = randomState(seed).permutation(rest.length);
    for (const at of order.subarray(0, count)) setOf[rest[at] ?? 0] = set;
    rest = order
      .subarray(Math.min(count, rest.length))
      .map((at) => rest[at] ?? 0)
      .sort();
  }
  return setOf;
}

const digits = 13;

/** Maps a key to [0, 1), the same on every machine: the first 13 hexadecimal digits of the MD5 of its UTF-8. */
export const placeOfKey = (key: string): number =>
  Number.parseInt(createHash('md5').update(key).digest('hex').slice(0, digits), 16) / 16 ** digits;
