import { expect, test } from 'vitest';
import type { TypeReason } from '../shapes/profile.ts';
import { isCategory } from './category.ts';

test.each<[TypeReason, number, number, boolean]>([
  ['words', 50, 100, true],
  ['words', 50, 99, false],
  ['words', 51, 509, false],
  ['words', 51, 510, true],
  ['words', 1001, 100_000, false],
  ['leading-zeros', 400, 800, true],
  ['code-name', 400, 799, false],
  ['beyond-exact', 400, 400, false],
])(
  'text by %s of %i distinct values in %i cells: a category is %s',
  (why, distinctCount, nonNullCount, is) => {
    expect(isCategory({ type: 'text', why, distinctCount, nonNullCount })).toBe(is);
    expect(isCategory({ type: 'integer', why, distinctCount, nonNullCount })).toBe(false);
  },
);
