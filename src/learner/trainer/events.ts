import type { LinearModel } from '../model.ts';
import type { EpochDecision } from './earlyStopping.ts';
import type { Score } from './finalScores.ts';
import type { EpochResult } from './criterion.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import type { Scaler } from './scaler.ts';

export type TrainerEvent = TrainingStart | EpochEnd;

/** Facts about the training data, before the first epoch. */
export interface TrainingStart {
  readonly kind: 'scaler';
  readonly scaler: Scaler;
  /** Weight of each class in the loss, `[class]`; undefined if all are 1. */
  readonly classWeights: Float64Array | undefined;
}

export interface EpochEnd extends EpochResult {
  readonly kind: 'epoch';
  readonly epoch: number;
  /** Mean online loss in scaled units, `[model]`. */
  readonly trainLosses: readonly number[];
  readonly decision: EpochDecision;
  /** The model that would be kept if training stopped now. */
  readonly best: () => LinearModel | Promise<LinearModel>;
}

export interface TrainedModel {
  readonly model: LinearModel;
  readonly modelIndex: number;
  /** The epoch whose weights were kept, from 0. */
  readonly epoch: number;
  readonly settings: ModelSettings;
  /** Over every row of a channel, in the label's units; of the training rows only without validation rows. */
  readonly scores: {
    readonly train?: readonly Score[];
    readonly validation?: readonly Score[];
    readonly test?: readonly Score[];
  };
}
