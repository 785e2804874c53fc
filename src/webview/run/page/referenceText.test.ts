import { expect, test } from 'vitest';
import type { BinaryEvaluation, RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import { meanErrorText, referenceText } from './referenceText.ts';

const metrics = { rowCount: 10, mse: 1, rmse: 11.8, mae: 1, r2: 0.5, maxAbsoluteError: 3, bias: 0 };
const all = { rows: { used: 20, of: 20 }, columns: { used: 1, of: 1 } };

function regressor(
  reference: Partial<RegressionEvaluation['reference'] & object>,
  ended: Partial<Parameters<typeof referenceText>[1]> = {},
  targetTransform?: RegressionEvaluation['targetTransform'],
): string | undefined {
  const fit = { metrics: { ...metrics, rmse: 0.001 }, ...all, isConverged: true, ...reference };
  const evaluation: RegressionEvaluation = {
    predictorType: 'regressor',
    target: 'y',
    featureNames: ['x'],
    coefficients: { bias: 0, weights: [1] },
    metrics,
    baseline: metrics,
    reference: fit,
    trainMetrics: metrics,
    trainMean: 0,
    ...(targetTransform === undefined ? {} : { targetTransform }),
    pairs: [],
  };
  return referenceText(evaluation, { epochCount: 15, stillFalling: false, stoppedEarly: false, ...ended });
}

test('a model that is worse than a converged fit says how its training ended', () => {
  const start = 'RMSE 11.80 on the held-out rows, where a converged least-squares fit reaches 0.001000';
  expect(regressor({ model: 'worse' }, { stoppedEarly: true })).toBe(
    `${start}: early stopping ended the training after 15 epochs.`,
  );
  expect(regressor({ model: 'worse' }, { stillFalling: true })).toBe(
    `${start}: the loss was still falling after the last of 15 epochs.`,
  );
  expect(regressor({ model: 'worse' })).toBe(
    'RMSE 11.80 on the held-out rows after 15 epochs, where a converged least-squares fit reaches 0.001000.',
  );
});

test('a model whose difference may be chance is as good as a converged fit', () => {
  expect(regressor({ model: 'level', metrics: { ...metrics, rmse: 11.6 } })).toBe(
    'RMSE 11.80 on the held-out rows: no measurable difference from a converged least-squares fit, which reaches 11.60.',
  );
});

test('a fit that has not converged says so, and a sample is said', () => {
  const rows = { used: 200_000, of: 3_000_000 };
  expect(regressor({ model: 'better', isConverged: false, rows })).toBe(
    'RMSE 11.80 on the held-out rows: better than a least-squares fit, which reaches 0.001000. The fit reached its limit of work before it converged. The fit used 200,000 of 3,000,000 training rows.',
  );
  expect(regressor({ model: 'level', columns: { used: 300, of: 400 } })).toContain(
    'The fit used 20 of 20 training rows and 300 of 400 feature columns.',
  );
});

test('nothing is said where the unit of the target contradicts what was learned', () => {
  expect(regressor({ model: 'better' }, {}, 'log1p')).toBeUndefined();
  expect(regressor({ model: 'worse' }, {}, 'log1p')).toContain('RMSE 11.80 on the held-out rows');
});

test('models of another loss, and evaluations of earlier versions, are not compared', () => {
  expect(regressor({})).toBeUndefined();
});

test('a classifier is compared by its log loss', () => {
  // SAFETY: the text reads no other part of an evaluation.
  const evaluation = {
    predictorType: 'binary_classifier',
    judgement: { logLoss: 0.6 },
    reference: {
      metrics: { auc: 0.9, accuracy: 0.8, logLoss: 0.4 },
      ...all,
      isConverged: true,
      model: 'worse',
    },
  } as unknown as BinaryEvaluation;
  expect(referenceText(evaluation, { epochCount: 15, stillFalling: false, stoppedEarly: true })).toBe(
    'Log loss 0.600 on the held-out rows, where a converged logistic regression reaches 0.400: early stopping ended the training after 15 epochs.',
  );
});

test('a mean error says whether the training rows have it too', () => {
  expect(meanErrorText({ meanError: { value: -12.3, isTrained: true } }, 'price')).toBe(
    'On average, predictions of price on the held-out rows are 12.30 too low. So are those on the training rows: the bias has not converged.',
  );
  expect(meanErrorText({ meanError: { value: 5, isTrained: false } }, 'price')).toBe(
    'On average, predictions of price on the held-out rows are 5.000 too high. Those on the training rows are not: the held-out rows differ from them.',
  );
  expect(meanErrorText({}, 'price')).toBe('');
});
