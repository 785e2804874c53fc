import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openPace } from '../shapes/work.ts';
import { momentsOf } from './moments.ts';
import { orderOfValues } from './orderOfValues.testing.ts';

const values = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, 5e-324),
);

/** What sorting says, at ranks and limits all over. */
async function agreesWithSorting(column: Float64Array) {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const order = await orderOfValues(column);
  expect(order.count).toBe(sorted.length);
  expect(await order.distinctCount()).toBe(new Set(sorted).size);
  const step = Math.max(1, Math.floor(sorted.length / 50));
  for (let rank = 0; rank < sorted.length; rank += step) {
    // -0 is 0.
    const value = (sorted[rank] ?? 0) + 0;
    expect(order.valueAt(rank)).toBe(value);
    expect(order.countBelow(value)).toBe(sorted.findIndex((other) => other >= value));
  }
  expect(order.countBelow(Infinity)).toBe(sorted.filter((value) => value < Infinity).length);
}

test('ranks, limits and distinct values are those of the sorted column', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(values, { maxLength: 5000, size: 'max' }), (column) =>
      agreesWithSorting(Float64Array.from(column)),
    ),
    { numRuns: 50 },
  );
});

const many = (make: (row: number) => number) => Float64Array.from({ length: 200_000 }, (_, row) => make(row));
const random = (row: number) => ((row * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;

test.each([
  ['evenly spread values', many(random)],
  ['few values', many((row) => row % 7)],
  ['one value', many(() => 2.5)],
  [
    'outliers on both sides',
    many((row) => (row % 50_000 === 0 ? 1e300 * (row % 3 === 0 ? 1 : -1) : random(row))),
  ],
  ['a heavy tail', many((row) => Math.exp(30 * random(row)))],
  ['two clusters', many((row) => random(row) + (row % 2) * 1e9)],
  ['gaps', many((row) => (row % 3 === 0 ? Number.NaN : random(row)))],
])('%s of many rows are ordered exactly', async (_, column) => {
  await agreesWithSorting(column);
});

test('a pass over many rows stops when it is aborted', async () => {
  const controller = new AbortController();

  let time = 0;
  // Each look at the clock is 20 ms later, so that every other pace lets messages in.
  const pace = openPace({ signal: controller.signal }, () => (time += 20));
  const column = new Float64Array(5_000_000);
  const moments = momentsOf(column, pace);
  setImmediate(() => controller.abort(new Error('enough')));
  await expect(moments).rejects.toThrow('enough');
});
