import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeMedian } from './median.ts';

function sortedMedian(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  const [lower = 0, upper = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return lower === upper ? lower : (lower + upper) / 2;
}

const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));

test('the median is that of the sorted numbers', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 50 }), (values) => {
      expect(takeMedian(Float64Array.from(values)) + 0).toBe(sortedMedian(values) + 0);
    }),
    { numRuns: 1000 },
  );
});

function byTurns(count: number): Float64Array {
  const values = new Float64Array(count);
  for (let at = 0; at < count; at += 1) values[at] = at % 2 === 0 ? at : count - at;
  return values;
}

test.each([
  ['ascending', Float64Array.from({ length: 99_999 }, (_, at) => at)],
  ['descending', Float64Array.from({ length: 100_000 }, (_, at) => -at)],
  ['equal', new Float64Array(100_000).fill(7)],
  ['rising and falling by turns', byTurns(100_000)],
  ['rising, then falling', Float64Array.from({ length: 100_001 }, (_, at) => Math.min(at, 100_000 - at))],
])('the median of many %s numbers', (_, values) => {
  expect(takeMedian(values.slice())).toBe(sortedMedian([...values]));
});

test('no numbers have the median 0', () => {
  expect(takeMedian(new Float64Array())).toBe(0);
});
