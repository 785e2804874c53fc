import { expect, test } from 'vitest';
import { numbersAlong } from './along.ts';

const years = { min: 1.1, max: 10.5 };
const endsOf = (numbers: readonly number[]) => [numbers[0], numbers.at(-1)];

test('a line goes a bit beyond the training range, whose ends are among its points', () => {
  const numbers = numbersAlong(years);
  expect(endsOf(numbers)).toEqual([0, 12]);
  expect(numbers).toEqual(expect.arrayContaining([1.1, 10.5]));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test('a question outside the training rows lies inside the picture', () => {
  const [, right] = endsOf(numbersAlong(years, 20));
  expect(right).toBeGreaterThan(20);
  const [left] = endsOf(numbersAlong(years, -5));
  expect(left).toBeLessThan(-5);
});

test('a column with one value has a range to draw', () => {
  const [left = 0, right = 0] = endsOf(numbersAlong({ min: 3, max: 3 }));
  expect(left).toBeLessThanOrEqual(3);
  expect(right).toBeGreaterThan(left);
});
