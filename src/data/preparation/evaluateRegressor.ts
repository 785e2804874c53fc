import type { RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { regressionMetrics } from '../../learner/metrics/regression.ts';
import { predict } from '../../learner/model.ts';
import type { RegressorModel } from '../../learner/model.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { asWritten, heldOutRow, namesOf } from './heldOutRows.ts';

/** The baseline always predicts the mean of the training labels. */
export function evaluateRegressor(
  model: RegressorModel,
  preparation: Preparation,
  { train, test }: { readonly train: LabeledRows; readonly test: LabeledRows },
): RegressionEvaluation {
  const { scores: predicted } = predict(model, test.features);
  return {
    predictorType: 'regressor',
    ...namesOf(preparation),
    coefficients: { bias: model.bias, weights: [...model.weights] },
    metrics: regressionMetrics(test.labels, predicted),
    baseline: regressionMetrics(
      test.labels,
      new Float64Array(test.labels.length).fill(preparation.trainMean),
    ),
    trainMetrics: regressionMetrics(train.labels, predict(model, train.features).scores),
    trainMean: preparation.trainMean,
    pairs: Array.from(test.labels, (actual, index) => ({
      ...heldOutRow(preparation, test, index),
      actual: asWritten(actual),
      predicted: predicted[index] ?? Number.NaN,
    })),
  };
}
