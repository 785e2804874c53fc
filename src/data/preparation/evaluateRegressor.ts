import type { EvaluationPair, RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import { regressionSums } from '../../learner/metrics/regression.ts';
import { predict } from '../../learner/model.ts';
import type { RegressorModel } from '../../learner/model.ts';
import type { Preparation } from '../shapes/preparation.ts';
import type { EvaluatedChannels } from './channelRows.ts';
import { asWritten, heldOutRow, namesOf } from './heldOutRows.ts';
import { besideReference, lossDifferences } from './reference/besideReference.ts';
import { fitReference } from './reference/fitReference.ts';

/** Of the baseline's error: differences below it matter to nobody. */
const leastShare = 0.001;

/** The baseline always predicts the mean of the training labels. */
export async function evaluateRegressor(
  model: RegressorModel,
  preparation: Preparation,
  { train, test, hasPlainLoss, signal }: EvaluatedChannels,
): Promise<RegressionEvaluation> {
  const { trainMean } = preparation;
  const trained = regressionSums();
  for await (const { features, labels } of train()) trained.add(labels, predict(model, features).scores);
  const trainMetrics = trained.metrics();
  const size = { rowCount: trainMetrics.rowCount, columnCount: model.weights.length };
  const reference = await fitReference({ predictorType: 'regressor' }, train, size, { signal });
  const [own, mean, fitted] = [regressionSums(), regressionSums(), regressionSums()];
  const differences = lossDifferences();
  const pairs: EvaluationPair[] = [];
  for await (const rows of test()) {
    const { features, labels } = rows;
    const { scores } = predict(model, features);
    const others = reference.predict(features);
    own.add(labels, scores);
    mean.add(labels, new Float64Array(labels.length).fill(trainMean));
    fitted.add(labels, others);
    const before = pairs.length;
    for (const [row, actual] of labels.entries()) {
      const predicted = scores[row] ?? Number.NaN;
      differences.add((predicted - actual) ** 2, ((others[row] ?? 0) - actual) ** 2);
      pairs.push({ ...heldOutRow(preparation, rows, row, before), actual: asWritten(actual), predicted });
    }
  }
  const [metrics, baseline, fit] = [own.metrics(), mean.metrics(), fitted.metrics()];
  const losses = { model: metrics.rmse, reference: fit.rmse, least: leastShare * baseline.rmse };
  return {
    predictorType: 'regressor',
    ...namesOf(preparation),
    coefficients: { bias: model.bias, weights: [...model.weights] },
    metrics,
    baseline,
    reference: {
      metrics: fit,
      ...reference.size,
      ...(hasPlainLoss ? { model: besideReference(differences, losses) } : {}),
    },
    trainMetrics,
    trainMean,
    pairs,
  };
}
