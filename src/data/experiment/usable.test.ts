import { expect, test } from 'vitest';
import type { ColumnType } from '../shapes/profile.ts';
import { whyUnusable } from './usable.ts';

test.each<[ColumnType, number, number, string | undefined]>([
  ['integer', 0, 2, undefined],
  ['decimal', 3, 9, 'missing'],
  ['integer', 0, 1, 'constant'],
  ['integer', 3, 1, 'constant'],
  ['empty', 9, 0, 'missing'],
  ['text', 3, 9, 'text'],
  ['boolean', 0, 2, 'text'],
])(
  'whyUnusable for a %s column with %i missing and %i distinct values',
  (type, missingCount, distinctCount, why) => {
    expect(whyUnusable({ type, missingCount, distinctCount })).toBe(why);
  },
);
