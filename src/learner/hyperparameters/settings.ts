/** Losses of a regressor with what each needs to know; errors are in normalised label units while training. */
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

/** How the best of the parallel models, and the threshold of its scores, are chosen. */
export type SelectionCriterion =
  | { readonly name: 'accuracy' }
  | { readonly name: 'f_beta'; readonly beta: number }
  | { readonly name: 'precision_at_target_recall'; readonly targetRecall: number }
  | { readonly name: 'recall_at_target_precision'; readonly targetPrecision: number }
  | { readonly name: 'cross_entropy_loss' }
  | { readonly name: 'loss_function' };

export type OptimizerSettings =
  | { readonly name: 'adam'; readonly beta1: number; readonly beta2: number }
  | { readonly name: 'sgd'; readonly momentum: number }
  | { readonly name: 'rmsprop' };

/** What all predictor types share; undefined where `auto` leaves the choice to the parallel models. */
interface SharedSettings {
  readonly featureDim: number | undefined;
  readonly miniBatchSize: number;
  readonly epochs: number;
  readonly useBias: boolean;
  readonly numModels: number;
  readonly optimizer: OptimizerSettings['name'] | undefined;
  readonly beta1: number;
  readonly beta2: number;
  readonly momentum: number;
  readonly learningRate: number | undefined;
  readonly wd: number | undefined;
  readonly l1: number | undefined;
  readonly biasLrMult: number | undefined;
  readonly biasWdMult: number;
  readonly useLrScheduler: boolean;
  readonly lrSchedulerStep: number | undefined;
  readonly lrSchedulerFactor: number | undefined;
  readonly lrSchedulerMinimumLr: number | undefined;
  readonly init:
    | { readonly method: 'uniform'; readonly scale: number }
    | { readonly method: 'normal'; readonly sigma: number };
  readonly initBias: number;
  readonly normalizeData: boolean;
  readonly unbiasData: boolean;
  readonly numPointForScaler: number;
  readonly earlyStoppingPatience: number;
  readonly earlyStoppingTolerance: number;
}

interface RegressorSettings extends SharedSettings {
  readonly predictorType: 'regressor';
  readonly loss: RegressionLoss;
  readonly normalizeLabel: boolean;
  readonly unbiasLabel: boolean;
}

export interface BinarySettings extends SharedSettings {
  readonly predictorType: 'binary_classifier';
  readonly loss: BinaryLoss;
  readonly criterion: SelectionCriterion;
  /** A number, or the ratio of negative to positive rows. */
  readonly positiveExampleWeightMult: number | 'balanced';
  /** At most so many rows calibrate the threshold. */
  readonly numCalibrationSamples: number;
  readonly fBeta: number;
}

export interface MulticlassSettings extends SharedSettings {
  readonly predictorType: 'multiclass_classifier';
  readonly loss: { readonly name: 'softmax_loss' };
  readonly numClasses: number;
  readonly balanceMulticlassWeights: boolean;
  readonly accuracyTopK: number;
  readonly fBeta: number;
}

/** A training job's hyperparameters, ready to train with. */
export type LinearLearnerSettings = RegressorSettings | BinarySettings | MulticlassSettings;

/** Scores that a model gives a row: the number of classes, or 1. */
export const classCountOf = (settings: LinearLearnerSettings): number =>
  settings.predictorType === 'multiclass_classifier' ? settings.numClasses : 1;
