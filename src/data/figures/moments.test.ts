import { expect, test } from 'vitest';
import { openPace } from '../shapes/work.ts';
import { kurtosis, momentsOf, skewness, standardDeviation } from './moments.ts';

const figuresOf = async (values: Float64Array) => {
  const moments = await momentsOf(values, openPace({}));
  return [moments.mean, standardDeviation(moments), skewness(moments), kurtosis(moments)];
};

/** Two passes of compensated sums, with the first value as origin: the mean of values around 1e9 has too few digits of its own. */
function expected(given: Float64Array) {
  const [origin = 0] = given;
  const values = given.map((value) => value - origin);
  const count = values.length;
  const sum = (term: (value: number) => number) => {
    // Kahan's compensated sum.
    let [total, lost] = [0, 0];
    for (const value of values) {
      const next = term(value) - lost;
      const grown = total + next;
      lost = grown - total - next;
      total = grown;
    }
    return total;
  };
  const mean = sum((value) => value) / count;
  const [m2 = 0, m3 = 0, m4 = 0] = [2, 3, 4].map((power) => sum((value) => (value - mean) ** power));
  const moments = { count, min: 0, max: 0, mean, m2, m3, m4 };
  return [origin + mean, standardDeviation(moments), skewness(moments), kurtosis(moments)];
}

const random = (row: number) => ((row * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
const many = (make: (row: number) => number) => Float64Array.from({ length: 300_000 }, (_, row) => make(row));

test.each([
  ['even values', many(random)],
  ['a large mean', many((row) => 1e9 + random(row))],
  ['a heavy tail', many((row) => Math.exp(10 * random(row)))],
  ['an outlier', many((row) => (row === 7 ? 1e9 : random(row)))],
  ['a trend', many((row) => row)],
])('moments of %s keep their digits', async (_, values) => {
  const found = await figuresOf(values);
  for (const [index, value = null] of expected(values).entries()) {
    const scale = Math.max(1, Math.abs(value ?? 0));
    expect((found[index] ?? 0) / scale).toBeCloseTo((value ?? 0) / scale, 7);
  }
});

test('a constant deviates by nothing', async () => {
  expect(await figuresOf(many(() => 0.1))).toEqual([expect.closeTo(0.1, 15), 0, 0, 0]);
});
