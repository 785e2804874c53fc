import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsOf } from './bars.ts';

const bars = (values: readonly number[], width: number, decimals: number) =>
  barsOf(Float64Array.from(values).sort(), width, decimals);

test('bars have a round width and start at its multiples', () => {
  const { edges, counts } = bars([37731, 39343, 67938, 81363, 122391], 14110, 0);
  expect(edges.slice(0, 3)).toEqual([30000, 40000, 50000]);
  expect(edges.at(-1)).toBe(130000);
  expect(counts).toEqual([2, 0, 0, 1, 0, 1, 0, 0, 0, 1]);
  expect(bars([1.1, 10.5], 1.57, 1).edges).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a few integers get one bar each, centred on the value', () => {
  expect(bars([0, 0, 1, 3], 0.333, 0)).toEqual({
    edges: [-0.5, 0.5, 1.5, 2.5, 3.5],
    counts: [2, 1, 0, 1],
  });
});

test('no bar falls between two integers', () => {
  const { edges } = bars([0, 17, 61, 99], 2.7, 0);
  expect(edges.every(Number.isInteger)).toBe(true);
});

test('every value falls into one bar and the number of bars is bounded', () => {
  const values = fc.array(
    fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
    { minLength: 1, maxLength: 50 },
  );
  fc.assert(
    fc.property(values, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (all, width) => {
      const { edges, counts } = bars(all, width, 2);
      expect(edges).toHaveLength(counts.length + 1);
      expect(counts.length).toBeLessThanOrEqual(202);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
      expect(edges[0]).toBeLessThanOrEqual(Math.min(...all) + 1e-9 * Math.abs(Math.min(...all)));
      expect(edges.at(-1)).toBeGreaterThanOrEqual(Math.max(...all) - 1e-9 * Math.abs(Math.max(...all)));
    }),
  );
});
