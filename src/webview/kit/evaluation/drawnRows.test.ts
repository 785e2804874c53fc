import { expect, test } from 'vitest';
import { drawnRows, largestError } from './drawnRows.ts';

/** Labels as float32, as metrics see them, beside pairs with the decimals of the table. */
function evaluated(actual: readonly number[], predicted: readonly number[]) {
  const errors = actual.map((value, index) => Math.abs((predicted[index] ?? 0) - Math.fround(value)));
  const maxAbsoluteError = errors.reduce((most, error) => Math.max(most, error), 0);
  const metrics = { rowCount: actual.length, mse: 1, rmse: 1, mae: 1, r2: 0, maxAbsoluteError, bias: 0 };
  const pairs = actual.map((value, index) => ({
    row: index + 1,
    features: [],
    actual: value,
    predicted: predicted[index] ?? 0,
  }));
  return { metrics, pairs };
}

test('the row of the largest error is found although decimals differ from float32 labels', () => {
  expect(largestError(evaluated([0.1, 0.7, 121872.3], [0.2, 0.6, 121999.9]))?.row).toBe(3);
  expect(largestError(evaluated([0.1], [0.4]))?.row).toBe(1);
});

test('a largest error among rows that the page does not have is not ascribed to another row', () => {
  const { metrics, pairs } = evaluated([1, 2, 3], [1.1, 2.2, 9]);
  expect(largestError({ metrics, pairs: pairs.slice(0, 2) })).toBeUndefined();
  expect(largestError({ metrics, pairs: [] })).toBeUndefined();
});

test('a picture of many rows shows 2,000, in order, the largest error among them', () => {
  const { pairs } = evaluated(
    Array.from({ length: 10_000 }, () => 0),
    Array.from({ length: 10_000 }, (_, index) => (index === 4321 ? 100 : 1)),
  );
  const rows = drawnRows(pairs).map(({ row }) => row ?? 0);
  expect(rows).toHaveLength(2000);
  expect(rows).toContain(4322);
  expect(rows).toEqual(rows.toSorted((a, b) => a - b));
});
