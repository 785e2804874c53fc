import { expect, test } from 'vitest';
import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import { categoryBars, categoryTitle } from './categoryBars.ts';

const column: ColumnProfile = {
  name: 'city',
  type: 'text',
  why: 'words',
  nonNullCount: 10,
  missingCount: 2,
  distinctCount: 4,
};
const values = [
  { value: 'Berlin', count: 4 },
  { value: 'Rom', count: 3 },
];

test('the most frequent value has its share of all rows, and the values that are not shown are one bar, with how many there are', () => {
  expect(categoryTitle(column, values)).toBe(
    'city: “Berlin” is the most frequent of 4 values, 33\u00a0% of the rows',
  );
  expect(categoryBars(column, values)).toEqual([
    { label: 'Berlin', count: 4, isRest: false },
    { label: 'Rom', count: 3, isRest: false },
    { label: '2 other values', count: 3, isRest: true },
  ]);
});

test('where all values are shown there is no bar of others', () => {
  expect(categoryBars({ ...column, distinctCount: 2, nonNullCount: 7 }, values)).toHaveLength(2);
});
