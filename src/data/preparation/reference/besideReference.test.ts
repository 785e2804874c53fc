import { expect, test } from 'vitest';
import { besideReference, lossDifferences } from './besideReference.ts';

/** Losses row by row, as means. */
function beside(model: readonly number[], reference: readonly number[], least = 0.001) {
  const differences = lossDifferences();
  for (const [row, loss] of model.entries()) differences.add(loss, reference[row] ?? 0);
  const mean = (losses: readonly number[]) => losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return besideReference(differences, { model: mean(model), reference: mean(reference), least });
}

const steady = Array.from({ length: 50 }, (_, row) => 1 + (row % 5) / 10);
const scaled = (factor: number) => steady.map((loss) => factor * loss);

test.each<[string, readonly number[], ReturnType<typeof beside>]>([
  ['twice the loss in every row', scaled(2), 'worse'],
  ['half the loss in every row', scaled(0.5), 'better'],
  ['the same losses', steady, 'level'],
  ['2 % more in every row, certain and immaterial', scaled(1.02), 'level'],
  ['much more in one row of 50, which may be chance', [...steady.slice(1), 60], 'level'],
])('a model with %s is %s', (_, model, expected) => {
  expect(beside(model, steady)).toBe(expected);
});

test('losses that both are next to nothing are level', () => {
  expect(beside(scaled(1e-6), scaled(1e-9))).toBe('level');
});

test('one held-out row says nothing', () => {
  expect(beside([5], [1])).toBe('level');
});
