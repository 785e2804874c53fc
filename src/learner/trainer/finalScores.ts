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
import { regressionMetrics } from '../metrics/regression.ts';
import { linearScores, predict } from '../model.ts';
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
  const of = (rows: LabeledRows): readonly Score[] => [
    { name: objectiveName(settings), kind: 'loss', value: meanLoss(settings, classWeights, model, rows) },
    ...otherScores(settings, model, rows),
  ];
  return {
    ...(validation ? { validation: of(validation) } : { train: of(train) }),
    ...(test ? { test: of(test) } : {}),
  };
}

function meanLoss(
  settings: LinearLearnerSettings,
  classWeights: Float64Array | undefined,
  model: LinearModel,
  { features, labels }: LabeledRows,
): number {
  const sums = new Float64Array(1);
  const scores = Float64Array.from(linearScores(model, features));
  const rows = { rowCount: features.rowCount, labels: Float64Array.from(labels), scores };
  objectiveOf(settings, classWeights).addLosses(rows, sums, 1);
  return (sums[0] ?? 0) / features.rowCount;
}

function otherScores(
  settings: LinearLearnerSettings,
  model: LinearModel,
  rows: LabeledRows,
): readonly Score[] {
  if (settings.predictorType === 'binary_classifier' && model.predictorType === 'binary_classifier')
    return binaryScores(settings, model, rows);
  if (settings.predictorType === 'multiclass_classifier' && model.predictorType === 'multiclass_classifier')
    return multiclassScores(settings, model, rows);
  const { mse, mae, rmse, r2 } = regressionMetrics(rows.labels, predict(model, rows.features).scores);
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
  { features, labels }: LabeledRows,
): readonly Score[] {
  const { scores } = predict(model, features);
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
  model: MulticlassModel,
  { features, labels: actual }: LabeledRows,
): readonly Score[] {
  const { labels, scores: probabilities, classCount } = predict(model, features);
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
