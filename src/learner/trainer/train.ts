import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LinearModel } from '../model.ts';
import { checkChannels } from './channels.ts';
import type { TrainingChannels } from './channels.ts';
import { classWeightsOf } from './classWeights.ts';
import { earlyStopping } from './earlyStopping.ts';
import type { EpochDecision } from './earlyStopping.ts';
import { runEpoch } from './epoch.ts';
import { trainingDiverged } from './errors.ts';
import { finalScores } from './finalScores.ts';
import type { Score } from './finalScores.ts';
import { finishedModel } from './finishedModel.ts';
import { initialWeights } from './initialWeights.ts';
import { judge } from './judge.ts';
import type { Judgement } from './judge.ts';
import { modelGrid } from './modelGrid.ts';
import type { ModelSettings } from './modelGrid.ts';
import { objectiveOf } from './objective.ts';
import { optimizerOf } from './optimizer.ts';
import { copyParameters } from './parameters.ts';
import type { Parameters } from './parameters.ts';
import { computeScaler } from './scaler.ts';
import type { Scaler } from './scaler.ts';

export type TrainerEvent =
  | { readonly kind: 'scaler'; readonly scaler: Scaler }
  | ({
      readonly kind: 'epoch';
      readonly epoch: number;
      /** Mean loss a model, online, in the units the models see. */
      readonly trainLosses: readonly number[];
      readonly decision: EpochDecision;
    } & Judgement);

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

/**
 * Trains Linear Learner: all models of the grid side by side, rows in file order, full batches only, then keeps the best model of
 * the last improved epoch with the normalisation folded in. Yields after each epoch, so that a caller can report; answering
 * 'stop' ends the training with the best model so far. Throws TrainingFailure.
 */
export function* trainLinearLearner(
  settings: LinearLearnerSettings,
  channels: TrainingChannels,
): Generator<TrainerEvent, TrainedModel, 'stop' | undefined> {
  const { train, validation } = channels;
  checkChannels(settings, channels);
  const scaler = computeScaler(train, settings);
  yield { kind: 'scaler', scaler };
  const models = modelGrid(settings);
  const featureCount = train.features.columnCount;
  const classWeights = classWeightsOf(settings, train);
  const objective = objectiveOf(settings, classWeights);
  const { lanesPerModel } = objective;
  const parameters = initialParameters(settings, featureCount, models.length, lanesPerModel);
  const optimizer = optimizerOf(models, { featureCount, lanesPerModel, ...settings });
  const { miniBatchSize, earlyStoppingPatience, earlyStoppingTolerance } = settings;
  const decide = earlyStopping(earlyStoppingPatience, earlyStoppingTolerance);
  let saved = { parameters, bestModel: 0, epoch: 0 };
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const trainLosses = Array.from(
      runEpoch({ rows: train, scaler, miniBatchSize, objective, parameters, optimizer }),
    );
    const judgement = judge({ settings, objective, scaler, parameters, validation }, trainLosses);
    const { criterion, bestModel, isHigherBetter } = judgement;
    if (Number.isNaN(criterion)) throw trainingDiverged(epoch + 1);
    const decision = decide(isHigherBetter ? -criterion : criterion);
    if (decision.kind === 'improved') saved = { parameters: copyParameters(parameters), bestModel, epoch };
    const answer = yield { kind: 'epoch', epoch, trainLosses, decision, ...judgement };
    if (decision.kind === 'stop' || answer === 'stop') break;
  }
  const { bestModel, epoch } = saved;
  const model = finishedModel(settings, saved.parameters, bestModel, scaler, validation ?? train);
  const winner = models[bestModel];
  if (winner === undefined) throw trainingDiverged(epoch + 1);
  const scores = finalScores(settings, classWeights, model, channels);
  return { model, modelIndex: bestModel, epoch, settings: winner, scores };
}

export function initialParameters(
  settings: LinearLearnerSettings,
  featureCount: number,
  modelCount: number,
  lanesPerModel: number,
): Parameters {
  const laneCount = modelCount * lanesPerModel;
  return {
    featureCount,
    laneCount,
    weights: initialWeights({ featureCount, modelCount, lanesPerModel }, settings.init),
    biases: new Float64Array(laneCount).fill(settings.useBias ? settings.initBias : 0),
  };
}
