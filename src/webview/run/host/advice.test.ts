import { describe, expect, test } from 'vitest';
import type { RegressionEvaluation, RegressionMetrics } from '../../../learner/metrics/evaluation.ts';
import { adviceOf } from './advice.ts';

const metricsOf = (rowCount: number, bias: number, deviation: number): RegressionMetrics => ({
  rowCount,
  mse: bias ** 2 + deviation ** 2,
  rmse: Math.hypot(bias, deviation),
  mae: deviation,
  r2: 0.5,
  maxAbsoluteError: 3 * deviation,
  bias,
});

function regression(
  model: 'better' | 'level' | 'worse',
  heldOut = 0,
  trained = 0,
  rowCount = 100,
): RegressionEvaluation {
  const metrics = metricsOf(rowCount, heldOut, 1);
  return {
    predictorType: 'regressor',
    target: 'y',
    featureNames: ['x'],
    coefficients: { bias: 0, weights: [1] },
    metrics,
    baseline: metrics,
    reference: {
      metrics,
      rows: { used: 10, of: 10 },
      columns: { used: 1, of: 1 },
      isConverged: true,
      model,
    },
    trainMetrics: metricsOf(rowCount, trained, 1),
    trainMean: 0,
    pairs: [],
  };
}
const ended = { stillFalling: false, stoppedEarly: false };

describe('a longer training', () => {
  test('is advised where the loss was still falling, before anything is evaluated', () => {
    expect(adviceOf({}, { ...ended, stillFalling: true })).toEqual({ longer: { epochs: 60 } });
  });

  test('is advised where a converged fit does better, and where early stopping ended the training it gets more patience', () => {
    expect(adviceOf({ epochs: '20' }, ended, regression('worse'))).toEqual({ longer: { epochs: 80 } });
    expect(adviceOf({}, { ...ended, stoppedEarly: true }, regression('worse')).longer).toEqual({
      epochs: 60,
      early_stopping_patience: 10,
      early_stopping_tolerance: 0.0001,
    });
  });

  test('is not advised for a model that is as good or better', () => {
    expect(adviceOf({}, ended, regression('level'))).toEqual({});
    expect(adviceOf({}, ended, regression('better'))).toEqual({});
  });

  test('has at most 10,000 epochs, and is none after as many', () => {
    expect(adviceOf({ epochs: '5000' }, ended, regression('worse')).longer).toEqual({ epochs: 10_000 });
    expect(adviceOf({ epochs: '10000' }, ended, regression('worse'))).toEqual({});
  });
});

describe('a mean error on the held-out rows', () => {
  test('is reported where it is far from zero, and asks for longer training where the training rows have it too', () => {
    expect(adviceOf({}, ended, regression('level', -0.5, 0))).toEqual({
      meanError: { value: -0.5, isTrained: false },
    });
    expect(adviceOf({}, ended, regression('level', -0.5, -0.5))).toEqual({
      meanError: { value: -0.5, isTrained: true },
      longer: { epochs: 60 },
    });
  });

  test('is not reported within three standard errors, nor where it is small beside the errors', () => {
    expect(adviceOf({}, ended, regression('level', 0.29))).toEqual({});
    expect(adviceOf({}, ended, regression('level', 0.19, 0, 1_000_000))).toEqual({});
  });

  test('is not reported of a model that learned a function of the target', () => {
    const evaluation = { ...regression('level', 2, 2), targetTransform: 'log1p' as const };
    expect(adviceOf({}, ended, evaluation)).toEqual({});
  });

  test('is not reported of a loss that aims elsewhere', () => {
    const given = { loss: 'quantile_loss', quantile: '0.9' };
    expect(adviceOf(given, ended, regression('level', 2, 2))).toEqual({});
  });
});
