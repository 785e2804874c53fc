import { expect, test } from 'vitest';
import { newestFirst, nextSort } from './sorting.ts';

test.each([
  ['metric:rmse', 'ascending'],
  ['metric:r2', 'descending'],
  ['metric', 'descending'],
  ['cost', 'descending'],
  ['title', 'ascending'],
  ['setting:split.seed', 'ascending'],
] as const)('a first click on %s sorts it %s, a second one the other way', (column, direction) => {
  const first = nextSort(newestFirst, column, 'r2');
  expect(first).toEqual({ column, direction });
  const second = nextSort(first, column, 'r2');
  expect(second.direction).not.toBe(direction);
  expect(nextSort(second, column, 'r2')).toEqual(first);
});
