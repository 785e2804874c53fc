import { bootstrapIntervals } from '../../learner/metrics/bootstrap.ts';
import type { EvaluationPair, RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import { openResampledRegression } from '../../learner/metrics/resampledRegression.ts';
import { regressionSums } from '../../learner/metrics/regression.ts';
import { predict } from '../../learner/model.ts';
import type { RegressorModel } from '../../learner/model.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { untransformed } from '../../learner/targetTransform.ts';
import type { EvaluatedChannels } from './evaluatedChannels.ts';
import { actualOf, heldOutRow, listedRowCount, namesOf } from './heldOutRows.ts';
import { openPace } from '../shapes/work.ts';
import { besideReference, lossDifferences } from './reference/besideReference.ts';
import { fitReference } from './reference/fitReference.ts';
import { transformed } from '../../learner/targetTransform.ts';

/** Of the baseline's error: differences below it matter to nobody. */
const leastShare = 0.001;

/** Metrics are in the unit of the target, also where a function of it was learned. The baseline always predicts the training mean. */
export async function evaluateRegressor(
  model: RegressorModel,
  preparation: Preparation,
  { train, test, hasPlainLoss, fit = fitReference, signal }: EvaluatedChannels,
): Promise<RegressionEvaluation> {
  const { trainMean, targetTransform } = preparation;
  const inUnits = (values: ArrayLike<number>) =>
    targetTransform === undefined
      ? values
      : Float64Array.from(values, (value) => untransformed(targetTransform, value));
  const trained = regressionSums();
  for await (const { features, labels } of train())
    trained.add(inUnits(labels), inUnits(predict(model, features).scores));
  const trainMetrics = trained.metrics();
  const size = { rowCount: trainMetrics.rowCount, columnCount: model.weights.length };
  const reference = await fit({ predictorType: 'regressor' }, train, size, { signal });
  const shown = openSums(trainMean);
  // Model and reference are compared by what they learned.
  const learned = targetTransform === undefined ? shown : openSums(transformed(targetTransform, trainMean));
  const differences = lossDifferences();
  const resampled = openResampledRegression(trainMean);
  const pairs: EvaluationPair[] = [];
  let before = 0;
  for await (const rows of test()) {
    const { features, labels } = rows;
    const { scores } = predict(model, features);
    const others = reference.predict(features);
    const predictions = inUnits(scores);
    const actuals = inUnits(labels);
    learned.add(labels, scores, others);
    if (shown !== learned) shown.add(actuals, predictions, inUnits(others));
    resampled.add(actuals, predictions);
    const listed = listedRowCount(features.columnCount);
    for (const [row, label] of labels.entries()) {
      differences.add(((scores[row] ?? Number.NaN) - label) ** 2, ((others[row] ?? 0) - label) ** 2);
      if (pairs.length >= listed) continue;
      const predicted = predictions[row] ?? Number.NaN;
      const actual = actualOf(label, targetTransform);
      pairs.push({ ...heldOutRow(preparation, rows, row, before), actual, predicted });
    }
    before += labels.length;
  }
  const { own: metrics, mean: baseline, fitted: ofFit } = shown.metrics();
  const { own, mean, fitted } = learned.metrics();
  const losses = { model: own.rmse, reference: fitted.rmse, least: leastShare * mean.rmse };
  return {
    predictorType: 'regressor',
    ...namesOf(preparation),
    ...(targetTransform === undefined ? {} : { targetTransform }),
    coefficients: { bias: model.bias, weights: [...model.weights] },
    metrics,
    intervals: await bootstrapIntervals(resampled.resampled(), { pace: openPace({ signal }) }),
    baseline,
    reference: {
      metrics: ofFit,
      ...reference.size,
      ...(hasPlainLoss ? { model: besideReference(differences, losses) } : {}),
    },
    trainMetrics,
    trainMean,
    pairs,
  };
}

/** Errors of the model, of the baseline and of the reference. */
function openSums(trainMean: number) {
  const [own, mean, fitted] = [regressionSums(), regressionSums(), regressionSums()];
  return {
    add(labels: ArrayLike<number>, scores: ArrayLike<number>, others: ArrayLike<number>): void {
      own.add(labels, scores);
      mean.add(labels, new Float64Array(labels.length).fill(trainMean));
      fitted.add(labels, others);
    },
    metrics: () => ({ own: own.metrics(), mean: mean.metrics(), fitted: fitted.metrics() }),
  };
}
