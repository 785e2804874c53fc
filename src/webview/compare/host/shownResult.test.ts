import { describe, expect, test } from 'vitest';
import type { MulticlassEvaluation, RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import type { RunOutcome } from '../../../runs/history/outcome.ts';
import { confusionDifference, lossLineOf, shownResultOf } from './shownResult.ts';

const metrics = { rowCount: 4, mse: 1, rmse: 1, mae: 1, r2: 0.9, maxAbsoluteError: 1, bias: 0.25 };
const regression = (errors: readonly number[]): RegressionEvaluation => ({
  predictorType: 'regressor',
  target: 'y',
  featureNames: [],
  coefficients: { bias: 0, weights: [] },
  metrics: { ...metrics, rowCount: errors.length },
  baseline: metrics,
  trainMetrics: metrics,
  trainMean: 0,
  pairs: errors.map((error, index) => ({ row: index + 1, features: [], actual: 10, predicted: 10 + error })),
});
const outcomeOf = (curves: RunOutcome['curves']): RunOutcome => ({
  version: 1,
  status: 'Completed',
  createdAt: '',
  endedAt: '',
  epochs: 3,
  curves,
});

describe('the loss of a run', () => {
  const experiment = { predictorType: 'regressor', hyperparameters: {}, target: 'y' } as const;
  const models = [
    { model: 0, losses: [3, 2, 1] },
    { model: 1, losses: [3, Number.NaN, 1.5] },
  ];

  test('is that of the model that was chosen, without what is no number', () => {
    const curves = { lossOf: 'train' as const, epochs: [1, 2, 3], models, winner: 1 };
    expect(lossLineOf(outcomeOf(curves), experiment)).toMatchObject({
      points: [
        { x: 1, y: 3 },
        { x: 3, y: 1.5 },
      ],
      epochCount: 3,
      modelCount: 2,
    });
  });

  test('is that of the model which ended lowest where none is named, and absent without losses', () => {
    const curves = { lossOf: 'train' as const, epochs: [1, 2, 3], models };
    expect(lossLineOf(outcomeOf(curves), experiment)?.points.at(-1)).toEqual({ x: 3, y: 1 });
    expect(lossLineOf(outcomeOf({ ...curves, models: [] }), experiment)).toBeUndefined();
    expect(lossLineOf(outcomeOf(undefined), experiment)).toBeUndefined();
    expect(lossLineOf(undefined, experiment)).toBeUndefined();
  });
});

test('a run’s loss names its function, the problem’s own where the experiment names none, and its target', () => {
  const models = [{ model: 0, losses: [2, 1] }];
  const outcome = outcomeOf({ lossOf: 'train', epochs: [1, 2], models });
  const lossOf = (hyperparameters: { readonly loss?: string }) =>
    lossLineOf(outcome, { predictorType: 'binary_classifier', hyperparameters, target: 'left' });
  expect(lossOf({})).toMatchObject({ loss: 'logistic', target: 'left' });
  expect(lossOf({ loss: 'auto' })).toMatchObject({ loss: 'logistic' });
  expect(lossOf({ loss: 'hinge_loss' })).toMatchObject({ loss: 'hinge_loss' });
});

describe('the errors of a run', () => {
  test('are shares of rows by their absolute error', () => {
    expect(shownResultOf(regression([-4, 1, 3, -2]))).toMatchObject({
      cumulative: [
        { x: 0, y: 0 },
        { x: 1, y: 0.25 },
        { x: 2, y: 0.5 },
        { x: 3, y: 0.75 },
        { x: 4, y: 1 },
      ],
      medianError: 2,
      meanError: 0.25,
      residuals: [{ x: 6, y: -4 }, {}, {}, {}],
    });
  });

  test('of many rows are a bounded number of points that end at all rows', () => {
    const shown = shownResultOf(regression(Array.from({ length: 100_000 }, (_, index) => index)));
    expect(shown.kind === 'regression' && [shown.cumulative.length, shown.residuals.length]).toEqual([
      151, 300,
    ]);
    expect(shown.kind === 'regression' && shown.cumulative.at(-1)).toEqual({ x: 99_999, y: 1 });
  });
});

/** A classifier of which only the confusions matter. */
function classifier(classNames: readonly string[], confusion: readonly (readonly number[])[]) {
  // SAFETY: confusions are compared by these members alone.
  return {
    predictorType: 'multiclass_classifier',
    classNames,
    judgement: { metrics: { confusion } },
  } as unknown as MulticlassEvaluation;
}

describe('the confusions of two runs', () => {
  test('are aligned by the names of the classes and counted in rows where both held out as many', () => {
    const base = classifier(
      ['a', 'b'],
      [
        [3, 1],
        [0, 2],
      ],
    );
    const run = classifier(
      ['b', 'a'],
      [
        [1, 1],
        [0, 4],
      ],
    );
    expect(confusionDifference(base, run)).toMatchObject({
      classNames: ['a', 'b'],
      differences: [
        [1, -1],
        [1, -1],
      ],
      unit: 'rows',
    });
  });

  test('are shares of the actual class where the held-out rows are others', () => {
    const base = classifier(
      ['a', 'b'],
      [
        [3, 1],
        [0, 2],
      ],
    );
    const run = classifier(
      ['a', 'b'],
      [
        [8, 0],
        [0, 2],
      ],
    );
    expect(confusionDifference(base, run)).toMatchObject({
      differences: [
        [0.25, -0.25],
        [0, 0],
      ],
      unit: 'share',
    });
  });

  test('are of the twenty most frequent common classes, and none without a common class', () => {
    const names = Array.from({ length: 30 }, (_, index) => `class ${index}`);
    const confusion = names.map((_, row) => names.map((__, at) => (row === at ? row : 0)));
    const found = confusionDifference(classifier(names, confusion), classifier(names, confusion));
    expect([found?.classNames.length, found?.classCount, found?.classNames[0]]).toEqual([20, 30, 'class 10']);
    expect(confusionDifference(classifier(['a'], [[1]]), classifier(['b'], [[1]]))).toBeUndefined();
  });
});
