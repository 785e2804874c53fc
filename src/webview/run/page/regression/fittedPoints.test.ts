import { expect, test } from 'vitest';
import type { RegressionEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { fittedPoints } from './fittedPoints.ts';

const metrics = { rowCount: 2, mse: 1, rmse: 1, mae: 1, r2: 0.5, maxAbsoluteError: 1, bias: 0 };
const evaluation: RegressionEvaluation = {
  predictorType: 'regressor',
  target: 'y',
  featureNames: ['x'],
  coefficients: { bias: 1, weights: [2] },
  metrics,
  baseline: metrics,
  trainMetrics: metrics,
  trainMean: 3,
  pairs: [
    { row: 1, features: [0.5], actual: 7, predicted: Math.expm1(2) },
    { row: 2, features: [1], actual: 20, predicted: Math.expm1(3) },
  ],
};

test('with one feature a point is at the actual value, also where a function of the target was learned', () => {
  const plain = {
    ...evaluation,
    pairs: evaluation.pairs.map((pair, at) => ({ ...pair, predicted: 2 + at })),
  };
  expect(fittedPoints(plain, 0).map(({ y }) => y)).toEqual([7, 20]);
  const points = fittedPoints({ ...evaluation, targetTransform: 'log1p' }, 0);
  expect(points.map(({ x, y }) => [x, Number(y.toFixed(9))])).toEqual([
    [0.5, 7],
    [1, 20],
  ]);
});
