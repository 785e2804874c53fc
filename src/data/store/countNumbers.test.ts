import { expect, test } from 'vitest';
import { openPace } from '../shapes/work.ts';
import { countNumbers } from './countNumbers.ts';

const counted = (values: readonly number[], limit: number) =>
  countNumbers(Float64Array.from(values), limit, openPace({}));

test('the most frequent numbers come first, and of equally frequent ones the first in the table', async () => {
  expect(await counted([7, 1, 5, Number.NaN, 1, 5, 3, 1], 3)).toEqual({
    distinctCount: 4,
    top: [
      { value: '1', count: 3 },
      { value: '5', count: 2 },
      { value: '7', count: 1 },
    ],
  });
});

test('fewer numbers than the limit are all there, and of none there are none', async () => {
  expect(await counted([2, 2, -1], 10)).toEqual({
    distinctCount: 2,
    top: [
      { value: '2', count: 2 },
      { value: '-1', count: 1 },
    ],
  });
  expect(await counted([Number.NaN], 10)).toEqual({ distinctCount: 0, top: [] });
});
