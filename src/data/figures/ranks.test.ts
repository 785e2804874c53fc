import { expect, test } from 'vitest';
import { spearman } from './ranks.ts';

test('rank correlations agree with scipy.stats.spearmanr', () => {
  const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  const y = Float64Array.of(2, 1, 4, 3, 7, 8, 6, 5, 10, 9);
  expect(spearman(x, y)).toBeCloseTo(0.8545454545454544, 12);
  // With ties: spearmanr([1, 2, 2, 3, 5], [2, 2, 1, 7, 5]).
  expect(spearman(Float64Array.of(1, 2, 2, 3, 5), Float64Array.of(2, 2, 1, 7, 5))).toBeCloseTo(
    0.6578947368421054,
    12,
  );
});

test('a monotone function has rank correlation 1, rows without a value left out', () => {
  const x = Float64Array.from({ length: 100 }, (_, row) => (row % 10 === 3 ? Number.NaN : Math.sin(row)));
  expect(spearman(x, x.map(Math.exp))).toBeCloseTo(1, 12);
  expect(
    spearman(
      x,
      x.map((value) => -(value ** 3)),
    ),
  ).toBeCloseTo(-1, 12);
});

test('a constant has no rank correlation', () => {
  expect(spearman(Float64Array.of(1, 2, 3), Float64Array.of(4, 4, 4))).toBeNull();
});
