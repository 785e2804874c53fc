import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openPace } from '../shapes/work.ts';
import { openCorrelations, pearson } from './correlations.ts';
import { momentsOf, standardDeviation } from './moments.ts';

async function correlationsOf(columns: readonly Float64Array[]) {
  const centred = await Promise.all(
    columns.map(async (values) => {
      const moments = await momentsOf(values, openPace({}));
      const isComplete = moments.count === values.length;
      return { mean: moments.mean, std: standardDeviation(moments), isComplete };
    }),
  );
  const open = openCorrelations(centred);
  const rows = columns[0]?.length ?? 0;
  // In two parts, as from a stream.
  open.add(columns, 0, rows >> 1);
  open.add(columns, rows >> 1, rows);
  return open.result();
}

const cell = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constant(3) },
);

test('correlations in blocks agree with those around the means of each pair', async () => {
  const table = fc.integer({ min: 2, max: 3000 }).chain((rows) =>
    fc.array(fc.array(cell, { minLength: rows, maxLength: rows, size: 'max' }), {
      minLength: 2,
      maxLength: 4,
    }),
  );
  await fc.assert(
    fc.asyncProperty(table, async (given) => {
      const columns = given.map((values) => Float64Array.from(values));
      const { pearson: found, inexact } = await correlationsOf(columns);
      const isInexact = new Set(inexact.map(String));
      for (const [i, a] of columns.entries())
        for (const [j, b] of columns.slice(0, i).entries()) {
          if (isInexact.has(String([i, j]))) continue;
          const expected = pearson(a, b);
          if (expected === null) expect(found[i]?.[j] ?? 0).toBeCloseTo(0, 6);
          else expect(found[i]?.[j]).toBeCloseTo(expected, 8);
          expect(found[j]?.[i]).toBe(found[i]?.[j]);
        }
    }),
    { numRuns: 30 },
  );
});

test('a pair that is nearly constant where both are present is left to its own means', async () => {
  const x = Float64Array.from({ length: 50 }, (_, row) => (row === 0 ? 1e9 : row / 50));
  const y = Float64Array.from({ length: 50 }, (_, row) => (row === 0 ? Number.NaN : 7 * row));
  expect((await correlationsOf([x, y])).inexact).toEqual([[1, 0]]);
  expect(pearson(x, y)).toBeCloseTo(1, 12);
});

test('a constant column has no correlation, not even with itself', async () => {
  const { pearson: found } = await correlationsOf([
    Float64Array.of(1, 2, 4),
    Float64Array.of(5, 5, 5),
    Float64Array.of(1, Number.NaN, Number.NaN),
  ]);
  expect(found).toEqual([
    [1, null, null],
    [null, null, null],
    [null, null, null],
  ]);
});

test('the correlation of two columns does not depend on the unit of either, up to the largest doubles', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 20, maxLength: 20 });
  const power = fc.integer({ min: -1000, max: 1013 });
  fc.assert(
    fc.property(values, values, power, power, (a, b, ofX, ofY) => {
      const [x, y] = [Float64Array.from(a), Float64Array.from(b)];
      const found = pearson(
        x.map((value) => value * 2 ** ofX),
        y.map((value) => value * 2 ** ofY),
      );
      const expected = pearson(x, y);
      if (expected === null) expect(found).toBeNull();
      else expect(found).toBeCloseTo(expected, 12);
    }),
  );
});
