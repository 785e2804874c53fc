import type { ParsedHyperparameters } from './values.ts';

/** Losses of a regressor with their parameters, which apply to errors in normalised label units while training. */
export type RegressionLoss =
  | { readonly name: 'squared_loss' }
  | { readonly name: 'absolute_loss' }
  | { readonly name: 'eps_insensitive_squared_loss'; readonly insensitivity: number }
  | { readonly name: 'eps_insensitive_absolute_loss'; readonly insensitivity: number }
  | { readonly name: 'quantile_loss'; readonly quantile: number }
  | { readonly name: 'huber_loss'; readonly delta: number };

export type BinaryLoss =
  | { readonly name: 'logistic' }
  | { readonly name: 'hinge_loss'; readonly margin: number };

/** How the best of the parallel models and its threshold are selected. */
export type SelectionCriterion =
  | { readonly name: 'accuracy' }
  | { readonly name: 'f_beta'; readonly beta: number }
  | { readonly name: 'precision_at_target_recall'; readonly targetRecall: number }
  | { readonly name: 'recall_at_target_precision'; readonly targetPrecision: number }
  | { readonly name: 'cross_entropy_loss' }
  | { readonly name: 'loss_function' };

/** What all predictor types share; undefined where `auto` leaves the choice to the parallel models. */
interface SharedSettings extends Omit<ParsedHyperparameters, 'loss' | 'predictorType'> {
  readonly init:
    | { readonly method: 'uniform'; readonly scale: number }
    | { readonly method: 'normal'; readonly sigma: number };
}

interface RegressorSettings extends SharedSettings {
  readonly predictorType: 'regressor';
  readonly loss: RegressionLoss;
}

export interface BinarySettings extends SharedSettings {
  readonly predictorType: 'binary_classifier';
  readonly loss: BinaryLoss;
  readonly criterion: SelectionCriterion;
}

export interface MulticlassSettings extends SharedSettings {
  readonly predictorType: 'multiclass_classifier';
  readonly loss: { readonly name: 'softmax_loss' };
}

/** A training job's hyperparameters, ready to train with. */
export type LinearLearnerSettings = RegressorSettings | BinarySettings | MulticlassSettings;

/** Scores per row: the number of classes, or 1. */
export const classCountOf = (settings: LinearLearnerSettings): number =>
  settings.predictorType === 'multiclass_classifier' ? settings.numClasses : 1;
