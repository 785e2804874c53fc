import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsOf } from './bars.ts';
import { orderOfValues } from './orderOfValues.testing.ts';

const bars = async (values: readonly number[], width: number, decimals: number) =>
  barsOf(await orderOfValues(values), width, decimals);

test('bars have a round width and start at its multiples', async () => {
  const { edges, counts } = await bars([37731, 39343, 67938, 81363, 122391], 14110, 0);
  expect(edges.slice(0, 3)).toEqual([30000, 40000, 50000]);
  expect(edges.at(-1)).toBe(130000);
  expect(counts).toEqual([2, 0, 0, 1, 0, 1, 0, 0, 0, 1]);
  expect((await bars([1.1, 10.5], 1.57, 1)).edges).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a few integers get one bar each, centred on the value', async () => {
  expect(await bars([0, 0, 1, 3], 0.333, 0)).toEqual({
    edges: [-0.5, 0.5, 1.5, 2.5, 3.5],
    counts: [2, 1, 0, 1],
  });
});

test('no bar falls between two integers', async () => {
  const { edges } = await bars([0, 17, 61, 99], 2.7, 0);
  expect(edges.every(Number.isInteger)).toBe(true);
});

test('every value falls into one bar and the number of bars is bounded', async () => {
  const values = fc.array(
    fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
    { minLength: 1, maxLength: 50 },
  );
  await fc.assert(
    fc.asyncProperty(values, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), async (all, width) => {
      const { edges, counts } = await bars(all, width, 2);
      expect(edges).toHaveLength(counts.length + 1);
      expect(counts.length).toBeLessThanOrEqual(202);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.length);
      expect(edges[0]).toBeLessThanOrEqual(Math.min(...all) + 1e-9 * Math.abs(Math.min(...all)));
      expect(edges.at(-1)).toBeGreaterThanOrEqual(Math.max(...all) - 1e-9 * Math.abs(Math.max(...all)));
    }),
  );
});
