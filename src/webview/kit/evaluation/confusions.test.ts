import { expect, test } from 'vitest';
import { largestClasses, mostConfused } from './confusions.ts';

const confusion = [
  [8, 1, 0],
  [3, 5, 0],
  [0, 0, 2],
];

test('the commonest mistake comes first, right answers are none', () => {
  expect(mostConfused(confusion)).toEqual([
    { actual: 1, predicted: 0, count: 3 },
    { actual: 0, predicted: 1, count: 1 },
  ]);
});

test('the classes with most rows, in their own order', () => {
  expect(largestClasses(confusion, 5)).toEqual([0, 1, 2]);
  expect(largestClasses(confusion, 2)).toEqual([0, 1]);
  expect(largestClasses([[1], [5], [9]], 2)).toEqual([1, 2]);
});
