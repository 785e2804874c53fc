import { expect, test } from 'vitest';
import type { RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import { compareCoefficients } from './coefficients.ts';

const metrics = { rowCount: 1, mse: 1, rmse: 1, mae: 1, r2: 0.5, maxAbsoluteError: 1, bias: 0 };
const featureOf = (column: string): FittedFeature => ({
  encode: 'number',
  planned: { column },
  fitted: { indicator: false, missingShare: 0, min: 0, max: 1, mean: 0 },
});

/** A model of columns by name, each of which takes these values in the held-out rows. */
function modelOf(weights: Readonly<Record<string, number>>, change: Partial<RegressionEvaluation> = {}) {
  const names = Object.keys(weights);
  const spreads: Readonly<Record<string, number>> = { years: 10, metres: 1000 };
  const evaluation: RegressionEvaluation = {
    predictorType: 'regressor',
    target: 'y',
    featureNames: names,
    coefficients: { bias: 7, weights: Object.values(weights) },
    metrics,
    baseline: metrics,
    trainMetrics: metrics,
    trainMean: 0,
    pairs: [-1, 0, 1].map((step) => ({
      row: step + 2,
      features: names.map((name) => step * (spreads[name] ?? 1)),
      actual: 0,
      predicted: 0,
    })),
    ...change,
  };
  return {
    evaluation,
    preparation: {
      version: 3 as const,
      target: 'y',
      features: names.map(featureOf),
      trainMean: 0,
      testRowNumbers: [],
    },
  };
}

test('coefficients are aligned by column, what moved the answer most comes first', () => {
  const models = [modelOf({ years: 1, metres: 0.5 }), modelOf({ metres: 0.52, years: 1.5 })];
  const compared = compareCoefficients(models, 0);
  const rows = compared?.rows.map(({ effect, ...rest }) => ({ column: effect.output.columns[0], ...rest }));
  expect(rows).toMatchObject([
    { column: 'metres', sizes: [0.5, 0.52] },
    { column: 'years', sizes: [1, 1.5], moved: 5 },
  ]);
  expect(rows?.[0]?.moved).toBeCloseTo(20, 9);
  expect(compared?.biases).toEqual([7, 7]);
});

test('a coefficient of one model alone moved by all of its influence, and is null in the other', () => {
  const compared = compareCoefficients([modelOf({ years: 1 }), modelOf({ years: 1, metres: 1 })], 0);
  expect(compared?.rows).toMatchObject([
    { sizes: [null, 1], moved: 1000 },
    { sizes: [1, 1], moved: 0 },
  ]);
});

test('a model of another function of the target, or an unknown one, is apart', () => {
  const logged = modelOf({ years: 1 }, { targetTransform: 'log1p' });
  const compared = compareCoefficients([modelOf({ years: 1 }), logged, undefined], 0);
  expect(compared).toMatchObject({
    apart: [1, 2],
    rows: [{ sizes: [1, null, null], moved: 0 }],
    biases: [7, null, null],
  });
});

test('of several classes each has its own coefficients', () => {
  const { evaluation, preparation } = modelOf({ years: 1 });
  const { pairs, target, featureNames } = evaluation;
  const classes = (weights: readonly (readonly number[])[], classNames: readonly string[]) => ({
    preparation,
    evaluation: {
      predictorType: 'multiclass_classifier' as const,
      target,
      featureNames,
      classNames,
      coefficients: { biases: [0, 0], weights },
      judgement: {
        rowCount: 0,
        metrics: {
          confusion: [],
          accuracy: 1,
          balancedAccuracy: 1,
          perClass: [],
          macroPrecision: 1,
          macroRecall: 1,
          macroF1: 1,
          mcc: 1,
          kappa: 1,
        },
        logLoss: 0,
        topK: { k: 1, accuracy: 1 },
      },
      baseline: { majority: 0, accuracy: 1, logLoss: 0 },
      trainMetrics: { rowCount: 0, accuracy: 1 },
      pairs: pairs.map((pair) => ({ ...pair, score: 1 })),
    },
  });
  const compared = compareCoefficients([classes([[1], [2]], ['a', 'b']), classes([[3], [1]], ['b', 'a'])], 0);
  expect(compared?.rows.map(({ className, sizes }) => ({ className, sizes }))).toEqual([
    { className: 'b', sizes: [2, 3] },
    { className: 'a', sizes: [1, 1] },
  ]);
});

test('of thousands of coefficients two hundred are kept', () => {
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`x${index}`, index]));
  const compared = compareCoefficients([modelOf(many), modelOf(many)], 0);
  expect([compared?.rows.length, compared?.rowCount]).toEqual([200, 3000]);
});
