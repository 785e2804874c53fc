import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largest, smallest } from './extent.ts';

test('smallest and largest equal Math.min and Math.max of few values', () => {
  fc.assert(
    fc.property(fc.array(fc.double(), { maxLength: 20 }), (values) => {
      expect(smallest(values)).toBe(Math.min(...values));
      expect(largest(values)).toBe(Math.max(...values));
    }),
  );
});

test('smallest and largest take more values than a call takes arguments', () => {
  const values = Float64Array.from({ length: 1_000_000 }, (_, at) => Math.sin(at));
  expect(() => Math.max(...values)).toThrow(RangeError);
  expect(largest(values)).toBeCloseTo(1, 9);
  expect(smallest([...values])).toBeCloseTo(-1, 9);
});
