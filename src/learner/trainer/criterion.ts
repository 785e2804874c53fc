import { sigmoid } from '../activations.ts';
import type { BinarySettings, LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { pointwiseLoss } from './losses.ts';
import { betaInName, objectiveName } from './names.ts';
import { calibrate } from './threshold.ts';
import type { LabelCriterion } from './threshold.ts';

/** The criterion of an epoch, and the model that is best by it. */
export interface EpochResult {
  readonly criterionName: string;
  /** Value for the best model, as printed in the log. */
  readonly criterion: number;
  readonly isHigherBetter: boolean;
  readonly bestModel: number;
  /** Mean loss over all validation rows, in the label's units, `[model]`. */
  readonly validationLosses?: readonly number[];
}

/** Validation rows with the scores of all models. */
export interface Validated {
  readonly labels: ArrayLike<number>;
  /** Mean loss over all rows, in the label's units, `[model]`. */
  readonly losses: readonly number[];
  /** Linear scores of the first `scoredRows(settings)` rows, `[model][row]`. */
  readonly scores: readonly Float32Array[];
}

/** Number of validation rows whose scores the criterion needs; for the others the losses suffice. */
export function scoredRows(settings: LinearLearnerSettings, rowCount: number): number {
  if (settings.predictorType !== 'binary_classifier') return 0;
  const { criterion, numCalibrationSamples } = settings;
  if (criterion.name === 'loss_function') return 0;
  return criterion.name === 'cross_entropy_loss' ? rowCount : Math.min(rowCount, numCalibrationSamples);
}

/**
 * Selects the best model: by training losses without validation rows, otherwise by validation losses or, for a binary classifier,
 * by its selection criterion.
 */
export function epochResult(
  settings: LinearLearnerSettings,
  trainLosses: readonly number[],
  validated: Validated | undefined,
): EpochResult {
  const criterionName = objectiveName(settings);
  if (validated === undefined) return byLoss(criterionName, trainLosses);
  const validationLosses = validated.losses;
  if (settings.predictorType !== 'binary_classifier')
    return { ...byLoss(criterionName, validationLosses), validationLosses };
  return { ...binaryResult(settings, validated), validationLosses };
}

function binaryResult(settings: BinarySettings, { labels, losses, scores }: Validated): EpochResult {
  const { criterion, loss } = settings;
  switch (criterion.name) {
    case 'loss_function':
      return byLoss(objectiveName(settings), losses);
    case 'cross_entropy_loss':
      return byLoss(
        'binary_classification_cross_entropy_objective',
        scores.map((own) => crossEntropy(own, labels)),
      );
    case 'accuracy':
    case 'f_beta':
    case 'precision_at_target_recall':
    case 'recall_at_target_precision': {
      const link = (own: Float32Array) => (loss.name === 'logistic' ? own.map(sigmoid) : own);
      const values = scores.map((own) => calibrate(link(own), labels, criterion).value);
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

function byLoss(criterionName: string, losses: readonly number[]): EpochResult {
  const bestModel = bestOf(losses);
  return { criterionName, criterion: losses[bestModel] ?? Number.NaN, isHigherBetter: false, bestModel };
}

/** Index of the lowest value; that of a NaN only if all are NaN. */
function bestOf(values: readonly number[]): number {
  return values.reduce(
    (best, value, index) =>
      value < (values[best] ?? Number.NaN) || Number.isNaN(values[best]) ? index : best,
    0,
  );
}

/** Cross entropy of sigmoid(score), for any loss. */
function crossEntropy(scores: Float32Array, labels: ArrayLike<number>): number {
  const { value } = pointwiseLoss({ name: 'logistic' });
  const sum = scores.reduce((total, score, row) => total + value(score, labels[row] ?? 0), 0);
  return sum / scores.length;
}
