import { expect, test } from 'vitest';
import { listedRowCount } from './heldOutRows.ts';

test.each([
  [1, 10_000],
  [50, 10_000],
  [5000, 100],
  [2_000_000, 1],
])('of rows with %i columns an evaluation lists %i', (columnCount, expected) => {
  expect(listedRowCount(columnCount)).toBe(expected);
});
