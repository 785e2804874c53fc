import { expect, test } from 'vitest';
import type { RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import { mostMessageLength } from './messageSize.ts';
import { shownEvaluation } from './shownEvaluation.ts';

const metrics = { rowCount: 3_000_000, mse: 1, rmse: 1, mae: 1, r2: 0.5, maxAbsoluteError: 3, bias: 0 };

function evaluationOf(rowCount: number, featureCount: number): RegressionEvaluation {
  return {
    predictorType: 'regressor',
    target: 'y',
    featureNames: Array.from({ length: featureCount }, (_, index) => `feature_${index}`),
    coefficients: { bias: 0, weights: Array.from({ length: featureCount }, () => 1 / 3) },
    metrics,
    baseline: metrics,
    trainMetrics: metrics,
    trainMean: 1,
    pairs: Array.from({ length: rowCount }, (_, index) => ({
      row: index < 10_000 ? index + 1 : null,
      features: Array.from({ length: featureCount }, (_, feature) => index / (feature + 3)),
      actual: index / 7,
      predicted: index / 7 + (index === 77 ? 3 : 1 / 3),
    })),
  };
}

test('a page gets 10,000 of many narrow rows, all with their row number', () => {
  const { pairs } = shownEvaluation(evaluationOf(300_000, 1));
  expect(pairs.length).toBeGreaterThan(8000);
  expect(pairs.length).toBeLessThanOrEqual(10_000);
  expect(pairs.every(({ row }) => row !== null)).toBe(true);
});

test.each([
  [10_000, 1],
  [10_000, 40],
  [300_000, 1],
  [2000, 1000],
])('an evaluation of %i rows with %i features fits into a message', (rowCount, featureCount) => {
  const besides = 200_000;
  const shown = shownEvaluation(evaluationOf(rowCount, featureCount), besides);
  expect(JSON.stringify(shown).length + besides).toBeLessThan(mostMessageLength);
  expect(shown).toMatchObject({ metrics: { rowCount: 3_000_000 } });
  expect(shown.pairs.some(({ row }) => row === 78)).toBe(true);
});

test('a small evaluation reaches the page whole', () => {
  const evaluation = evaluationOf(10, 1);
  expect(shownEvaluation(evaluation)).toEqual(evaluation);
});
