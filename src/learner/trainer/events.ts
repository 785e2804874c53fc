import type { LinearModel } from '../model.ts';
import type { EpochDecision } from './earlyStopping.ts';
import type { Score } from './finalScores.ts';
import type { Judgement } from './judge.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import type { Scaler } from './scaler.ts';

export type TrainerEvent = TrainingStart | EpochEnd;

/** What is known of the data before the first epoch. */
export interface TrainingStart {
  readonly kind: 'scaler';
  readonly scaler: Scaler;
  /** The weight of each class in the loss; undefined when all weigh 1. */
  readonly classWeights: Float64Array | undefined;
}

export interface EpochEnd extends Judgement {
  readonly kind: 'epoch';
  readonly epoch: number;
  /** Mean loss a model, online, in the units the models see. */
  readonly trainLosses: readonly number[];
  readonly decision: EpochDecision;
  /** The model that a training stopped now would keep. */
  readonly best: () => LinearModel | Promise<LinearModel>;
}

export interface TrainedModel {
  readonly model: LinearModel;
  readonly modelIndex: number;
  /** The epoch whose weights were kept, from 0. */
  readonly epoch: number;
  readonly settings: ModelSettings;
  /** Over every row of a channel, in the label's own units; of the training rows only where none validate. */
  readonly scores: {
    readonly train?: readonly Score[];
    readonly validation?: readonly Score[];
    readonly test?: readonly Score[];
  };
}
