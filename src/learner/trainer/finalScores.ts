import { sigmoid, softmaxInPlace } from '../activations.ts';
import type {
  BinarySettings,
  LinearLearnerSettings,
  MulticlassSettings,
} from '../hyperparameters/settings.ts';
import type { LabeledRows } from '../matrix.ts';
import { binaryMetrics, confusionAt, fBeta, logLoss } from '../metrics/binary.ts';
import { rocAuc } from '../metrics/curves.ts';
import {
  confusionMatrix,
  discountedCumulativeGain,
  macroFBeta,
  multiclassLogLoss,
  multiclassMetrics,
  topKAccuracy,
} from '../metrics/multiclass.ts';
import { regressionSums } from '../metrics/regression.ts';
import { largestOfEach, linearScores, predict } from '../model.ts';
import type { BinaryModel, LinearModel, MulticlassModel } from '../model.ts';
import type { TrainingChannels } from './channels.ts';
import { betaInName, objectiveName } from './names.ts';
import { objectiveOf } from './objective.ts';

/** A line of the log after training, in its order. */
export interface Score {
  readonly name: string;
  /** What the log calls it: a loss is to be low. The regressor's r2 goes as a loss there. */
  readonly kind: 'loss' | 'score';
  readonly value: number;
}

/** Judges the model on every row of each channel; the training rows only where none validate, as the log does. */
export function finalScores(
  settings: LinearLearnerSettings,
  classWeights: Float64Array | undefined,
  model: LinearModel,
  { train, validation, test }: TrainingChannels,
): { train?: readonly Score[]; validation?: readonly Score[]; test?: readonly Score[] } {
  const of = (rows: LabeledRows): readonly Score[] => {
    const sums = openScores(settings, classWeights, model);
    sums.add(rows);
    return sums.scores();
  };
  return {
    ...(validation ? { validation: of(validation) } : { train: of(train) }),
    ...(test ? { test: of(test) } : {}),
  };
}

/** Judges the model on rows that come in parts. A regressor's rows are summed, a classifier's scores are kept to the end. */
export function openScores(
  settings: LinearLearnerSettings,
  classWeights: Float64Array | undefined,
  model: LinearModel,
): { add(rows: LabeledRows): void; scores(): readonly Score[] } {
  const objective = objectiveOf(settings, classWeights);
  const lossSum = new Float64Array(1);
  const regression = regressionSums();
  const labels: Float32Array[] = [];
  const predictions: Float32Array[] = [];
  let rowCount = 0;
  return {
    add(rows) {
      const scores = Float64Array.from(linearScores(model, rows.features));
      const own = { rowCount: rows.features.rowCount, labels: Float64Array.from(rows.labels), scores };
      objective.addLosses(own, lossSum, 1);
      rowCount += own.rowCount;
      const predicted = predict(model, rows.features).scores;
      if (settings.predictorType === 'regressor') return regression.add(rows.labels, predicted);
      labels.push(rows.labels);
      predictions.push(predicted);
    },
    scores: () => [
      { name: objectiveName(settings), kind: 'loss', value: (lossSum[0] ?? 0) / rowCount },
      ...otherScores(settings, model, regression, { labels: joined(labels), scores: joined(predictions) }),
    ],
  };
}

/** Labels, and scores as `predict` gives them: one a row, or one a class. */
interface Predicted {
  readonly labels: Float32Array;
  readonly scores: Float32Array;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function otherScores(
  settings: LinearLearnerSettings,
  model: LinearModel,
  regression: ReturnType<typeof regressionSums>,
  predicted: Predicted,
): readonly Score[] {
  if (settings.predictorType === 'binary_classifier' && model.predictorType === 'binary_classifier')
    return binaryScores(settings, model, predicted);
  if (settings.predictorType === 'multiclass_classifier' && model.predictorType === 'multiclass_classifier')
    return multiclassScores(settings, model, predicted);
  const { mse, mae, rmse, r2 } = regression.metrics();
  return [
    loss('mse', mse),
    loss('absolute_loss', mae),
    loss('rmse', rmse),
    loss('r2', r2 ?? Number.NaN),
    loss('mae', mae),
  ];
}

function binaryScores(
  { fBeta: beta }: BinarySettings,
  model: BinaryModel,
  { labels, scores }: Predicted,
): readonly Score[] {
  const confusion = confusionAt(labels, scores, model.threshold);
  const { accuracy, precision, recall, balancedAccuracy } = binaryMetrics(confusion);
  return [
    score('binary_classification_accuracy', accuracy),
    score(`binary_f_${betaInName(beta)}`, fBeta(confusion, beta)),
    score('precision', precision),
    score('recall', recall),
    score('roc_auc_score', rocAuc(labels, scores)),
    score('binary_balanced_accuracy', balancedAccuracy),
    // As the service prints it: of the sigmoid of the score, which is a probability already.
    loss('binary_log_loss', logLoss(labels, scores.map(sigmoid))),
  ];
}

function multiclassScores(
  { accuracyTopK, fBeta: beta }: MulticlassSettings,
  { classCount }: MulticlassModel,
  { labels: actual, scores: probabilities }: Predicted,
): readonly Score[] {
  const labels = largestOfEach(probabilities, classCount);
  const confusion = confusionMatrix(actual, labels, classCount);
  const { accuracy, macroPrecision, macroRecall, balancedAccuracy } = multiclassMetrics(confusion);
  const scores = { actual, classCount, probabilities };
  // As the service prints it: of the softmax of the probabilities.
  const twice = probabilities.slice();
  for (let at = 0; at < twice.length; at += classCount) softmaxInPlace(twice, at, classCount);
  return [
    score('multiclass_accuracy', accuracy),
    score(`multiclass_top_k_accuracy_${accuracyTopK}`, topKAccuracy(scores, accuracyTopK)),
    score('dcg', discountedCumulativeGain(scores)),
    score('macro_recall', macroRecall),
    score('macro_precision', macroPrecision),
    score(`macro_f_${betaInName(beta)}`, macroFBeta(confusion, beta)),
    score('multiclass_balanced_accuracy', balancedAccuracy),
    loss('multiclass_log_loss', multiclassLogLoss({ ...scores, probabilities: twice })),
  ];
}

const loss = (name: string, value: number): Score => ({ name, kind: 'loss', value });
const score = (name: string, value: number): Score => ({ name, kind: 'score', value });
