import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitsFloat32 } from '../../learner/float32.ts';
import { openPace } from '../shapes/work.ts';
import { numberCounts } from './counts.ts';

const cents = fc.integer({ min: -500, max: 500 }).map((value) => value / 100);
const values = fc.oneof(
  { weight: 5, arbitrary: cents },
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 1e300),
);

test('values and distinct values are counted exactly, whatever their decimals are', async () => {
  const columns = fc.oneof(
    fc.array(cents),
    fc.array(fc.oneof(cents, fc.constant(Number.NaN))),
    fc.array(values),
  );
  await fc.assert(
    fc.asyncProperty(columns, fc.integer({ min: 0, max: 6 }), async (column, decimals) => {
      const present = column.filter((value) => !Number.isNaN(value));
      const isTooLarge = present.some((value) => !fitsFloat32(value));
      expect(await numberCounts(Float64Array.from(column), decimals, openPace({}))).toEqual({
        nonNullCount: present.length,
        missingCount: column.length - present.length,
        distinctCount: new Set(present).size,
        ...(isTooLarge ? { isTooLarge } : {}),
      });
    }),
  );
});
