import { expect, test } from 'vitest';
import type { ColumnType } from '../shapes/profile.ts';
import { whyUnusable } from './usable.ts';

const facts = {
  name: 'a',
  type: 'integer',
  why: 'whole-numbers',
  nonNullCount: 200,
  missingCount: 0,
  distinctCount: 9,
} as const;

test.each<[ColumnType, number, number, string | undefined]>([
  ['integer', 0, 2, undefined],
  ['decimal', 3, 9, 'missing'],
  ['integer', 0, 1, 'constant'],
  ['integer', 3, 1, 'constant'],
  ['empty', 9, 0, 'missing'],
  ['text', 3, 9, 'text'],
  ['boolean', 0, 2, undefined],
  ['boolean', 0, 1, 'constant'],
])(
  'whyUnusable for a %s column with %i missing and %i distinct values',
  (type, missingCount, distinctCount, why) => {
    expect(whyUnusable({ ...facts, type, missingCount, distinctCount })).toBe(why);
  },
);

test.each<[string, number, string | undefined]>([
  ['PassengerId', 200, 'identifier'],
  ['customer_id', 195, 'identifier'],
  ['contractNo', 198, 'identifier'],
  ['order number', 200, 'identifier'],
  ['id', 200, 'identifier'],
  ['customer_id', 150, undefined],
  ['number_of_rooms', 200, undefined],
  ['paid', 200, undefined],
])('whole numbers called %s with %i distinct values of 200', (name, distinctCount, why) => {
  expect(whyUnusable({ ...facts, name, distinctCount })).toBe(why);
});
