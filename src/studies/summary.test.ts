import { expect, test } from 'vitest';
import type { Trial } from '../data/shapes/study.ts';
import { rankTrials, summarizeFolds } from './summary.ts';

const trial = (index: number, r2: number | undefined): Trial => ({
  index,
  edits: [],
  trainRowCount: 80,
  testRowCount: 20,
  durationMs: 1,
  ...(r2 === undefined
    ? { failure: { code: 'training-failed', message: 'it diverged' } }
    : { metrics: { r2, rmse: 1 - r2 } }),
});

test('folds are summarized by their mean and by both standard errors', () => {
  const found = summarizeFolds(
    [0.8, 0.9, 0.7, 0.8].map((r2, index) => trial(index, r2)),
    'r2',
  );
  const variance = (0.01 + 0.01) / 3;
  expect(found?.mean).toBeCloseTo(0.8, 12);
  expect(found?.standardDeviation).toBeCloseTo(Math.sqrt(variance), 12);
  expect(found?.plainStandardError).toBeCloseTo(Math.sqrt(variance / 4), 12);
  expect(found?.standardError).toBeCloseTo(Math.sqrt((1 / 4 + 20 / 80) * variance), 12);
});

test('the standard error does not vanish with repeats of the same folds', () => {
  const once = [0.8, 0.9, 0.7, 0.8].map((r2, index) => trial(index, r2));
  const often = Array.from({ length: 100 }, () => once).flat();
  const found = summarizeFolds(often, 'r2');
  expect(found?.plainStandardError).toBeLessThan(0.005);
  expect(found?.standardError).toBeGreaterThan(0.03);
});

test('folds without the metric are counted, and no score is no summary', () => {
  const found = summarizeFolds([trial(0, 0.5), trial(1, undefined)], 'r2');
  expect(found).toMatchObject({ scores: [0.5], mean: 0.5, missingCount: 1, standardError: undefined });
  expect(summarizeFolds([trial(0, undefined)], 'r2')).toBeUndefined();
});

test('trials are ranked by what is better for the metric, failed ones last', () => {
  const trials = [trial(0, undefined), trial(1, 0.5), trial(2, 0.9), trial(3, 0.5)];
  const order = (metric: 'r2' | 'rmse') => rankTrials(trials, metric).map(({ index }) => index);
  expect(order('r2')).toEqual([2, 1, 3, 0]);
  expect(order('rmse')).toEqual([2, 1, 3, 0]);
});
