import { expect, test } from 'vitest';
import { barRange } from './barRange.ts';

const rangeOf = (min: number, edges: readonly number[], steps = 6) =>
  barRange({ min, bars: { edges, counts: [] } }, steps);

test('no axis goes below 0 for values that never do, but for half the bar of 0', () => {
  expect(rangeOf(0, [-0.5, 0.5, 8.5])).toEqual({ min: -0.5, max: 10, step: 2 });
  expect(rangeOf(0, [-0.5, 0.5, 8.5], 3)).toEqual({ min: -0.5, max: 10, step: 5 });
  expect(rangeOf(1, [0.5, 1.5, 72.5]).min).toBe(0);
  expect(rangeOf(0, [0, 5, 95]).min).toBe(0);
});

test('values below 0 have room', () => {
  expect(rangeOf(-1, [-1.5, -0.5, 8.5]).min).toBe(-2);
});
