import { compareCodePoints } from '../../learner/codePointOrder.ts';

/** S3's order of keys: by their UTF-8 bytes. */
export const compareKeys = compareCodePoints;

/** The first key, in S3's order, behind all that start with `prefix`; undefined when there is none. */
export function behindPrefix(prefix: string): string | undefined {
  const characters = Array.from(prefix);
  for (let last = characters.pop(); last !== undefined; last = characters.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    if (next <= 0x10ffff)
      // Surrogates are no characters of their own.
      return characters.join('') + String.fromCodePoint(next === 0xd800 ? 0xe000 : next);
  }
  return undefined;
}
