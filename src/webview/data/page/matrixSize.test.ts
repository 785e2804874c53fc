import { expect, test } from 'vitest';
import { hasRoom, matrixHeight } from './matrixSize.ts';

test('every row of a matrix has the height of a line of text', () => {
  for (const count of [3, 6, 7, 12, 13, 40, 200])
    expect((matrixHeight(count) - 110) / count, `${count} columns`).toBeGreaterThanOrEqual(18);
});

test('a number is written where a cell has room for it', () => {
  expect(hasRoom({ width: 60, height: 30 }, 26)).toBe(true);
  expect(hasRoom({ width: 29, height: 30 }, 26)).toBe(false);
  expect(hasRoom({ width: 60, height: 10 }, 26)).toBe(false);
});
