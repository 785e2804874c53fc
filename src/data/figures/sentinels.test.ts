import { expect, test } from 'vitest';
import { orderOfValues } from './orderOfValues.testing.ts';
import { suspectedSentinel } from './sentinels.ts';

const measured = Array.from({ length: 200 }, (_, row) => 3 + (row % 17) / 10);
const plus = (value: number, count: number) => [...measured, ...new Array<number>(count).fill(value)];

test.each([
  [-999, 9],
  [-200, 3],
  [9999, 4],
  [-1, 5],
  [1_000_000, 6],
])('%d in %i rows, far off the others, is suspected', async (value, count) => {
  expect(suspectedSentinel(await orderOfValues(plus(value, count)))).toEqual({ value, count });
});

test.each([
  ['one outlier', plus(-999, 1)],
  ['a value near the others', plus(2.9, 9)],
  ['a lower end that is frequent, as 0 in rainfall', plus(0, 60)],
  ['two values', [...new Array<number>(50).fill(0), ...new Array<number>(50).fill(1)]],
  ['half of all rows', plus(-999, 200)],
  ['nothing', []],
])('%s is no sentinel', async (_, values) => {
  expect(suspectedSentinel(await orderOfValues(values))).toBeUndefined();
});
