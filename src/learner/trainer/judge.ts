import { sigmoid } from '../activations.ts';
import type { BinarySettings, LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LabeledRows } from '../matrix.ts';
import { scoreAllRows } from './epoch.ts';
import { pointwiseLoss } from './losses.ts';
import { betaInName, objectiveName } from './names.ts';
import type { Objective } from './objective.ts';
import type { Parameters } from './parameters.ts';
import type { Scaler } from './scaler.ts';
import { calibrate } from './threshold.ts';
import type { LabelCriterion } from './threshold.ts';

/** All models after an epoch, judged by what decides. */
export interface Judgement {
  readonly criterionName: string;
  /** Of the best model, as the log prints it. */
  readonly criterion: number;
  readonly isHigherBetter: boolean;
  readonly bestModel: number;
  /** Mean loss a model over every validation row, in the label's own units. */
  readonly validationLosses?: readonly number[];
}

export interface Judged {
  readonly settings: LinearLearnerSettings;
  readonly objective: Objective;
  readonly scaler: Scaler;
  readonly parameters: Parameters;
  readonly validation: LabeledRows | undefined;
}

/** Without validation rows the training losses decide, with them their losses or, for a binary classifier, its criterion. */
export function judge(judged: Judged, trainLosses: readonly number[]): Judgement {
  const { settings, validation } = judged;
  const criterionName = objectiveName(settings);
  if (validation === undefined) return byLoss(criterionName, trainLosses);
  const validationLosses = lossesOfAll(judged, validation);
  if (settings.predictorType !== 'binary_classifier')
    return { ...byLoss(criterionName, validationLosses), validationLosses };
  return { ...judgeBinary(settings, judged, validation, validationLosses), validationLosses };
}

function judgeBinary(
  settings: BinarySettings,
  judged: Judged,
  validation: LabeledRows,
  validationLosses: readonly number[],
): Judgement {
  const { criterion, numCalibrationSamples } = settings;
  switch (criterion.name) {
    case 'loss_function':
      return byLoss(objectiveName(settings), validationLosses);
    case 'cross_entropy_loss':
      return byLoss('binary_classification_cross_entropy', crossEntropies(judged, validation));
    case 'accuracy':
    case 'f_beta':
    case 'precision_at_target_recall':
    case 'recall_at_target_precision': {
      const scores = firstScoresOfAll(judged, validation, numCalibrationSamples);
      const values = scores.map((own) => calibrate(own, validation.labels, criterion).value);
      const bestModel = bestOf(values.map((value) => -value));
      const name = sampledName(criterion);
      return {
        criterionName: name,
        criterion: values[bestModel] ?? Number.NaN,
        isHigherBetter: true,
        bestModel,
      };
    }
  }
}

function sampledName(criterion: LabelCriterion): string {
  return criterion.name === 'f_beta'
    ? `sampled_f_${betaInName(criterion.beta)}`
    : `sampled_${criterion.name}`;
}

function byLoss(criterionName: string, losses: readonly number[]): Judgement {
  const bestModel = bestOf(losses);
  return { criterionName, criterion: losses[bestModel] ?? Number.NaN, isHigherBetter: false, bestModel };
}

/** Index of the lowest value; one that is not a number never wins over one that is. */
function bestOf(values: readonly number[]): number {
  return values.reduce(
    (best, value, index) =>
      value < (values[best] ?? Number.NaN) || Number.isNaN(values[best]) ? index : best,
    0,
  );
}

const modelCountOf = ({ parameters, objective }: Judged) => parameters.laneCount / objective.lanesPerModel;

function lossesOfAll(judged: Judged, rows: LabeledRows): number[] {
  const { objective, scaler } = judged;
  const sums = new Float64Array(modelCountOf(judged));
  scoreAllRows({ ...judged, rows }, (block) => objective.addLosses(block, sums, scaler.labelScale));
  return Array.from(sums, (sum) => sum / rows.features.rowCount);
}

/** Of sigmoid(score), whatever the loss. */
function crossEntropies(judged: Judged, rows: LabeledRows): number[] {
  const { value } = pointwiseLoss({ name: 'logistic' });
  const sums = new Float64Array(modelCountOf(judged));
  scoreAllRows({ ...judged, rows }, ({ rowCount, labels, scores }) => {
    for (let row = 0; row < rowCount; row += 1)
      for (let model = 0; model < sums.length; model += 1)
        sums[model] = (sums[model] ?? 0) + value(scores[row * sums.length + model] ?? 0, labels[row] ?? 0);
  });
  return Array.from(sums, (sum) => sum / rows.features.rowCount);
}

/** Scores of each model for the first rows: probabilities, or margins with hinge_loss. */
function firstScoresOfAll(judged: Judged, rows: LabeledRows, mostRows: number): Float32Array[] {
  const modelCount = modelCountOf(judged);
  const count = Math.min(mostRows, rows.features.rowCount);
  const link = judged.settings.loss.name === 'logistic' ? sigmoid : (score: number) => score;
  const all = Array.from({ length: modelCount }, () => new Float32Array(count));
  scoreAllRows({ ...judged, rows }, ({ rowCount, scores }, firstRow) => {
    for (const [model, own] of all.entries())
      for (let row = 0; row < Math.min(rowCount, count - firstRow); row += 1)
        own[firstRow + row] = link(scores[row * modelCount + model] ?? 0);
  });
  return all;
}
