import type { RegressionMetrics } from '../evaluation.ts';
import type { RegressorHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';
import { regressionMetrics } from '../metrics.ts';
import { predict } from '../model.ts';
import type { LinearModel } from '../model.ts';
import { earlyStopping } from './earlyStopping.ts';
import type { EpochDecision } from './earlyStopping.ts';
import { runEpoch, validationLosses } from './epoch.ts';
import { featureDim, noTrainingData, trainingDiverged } from './errors.ts';
import { modelGrid } from './grid.ts';
import type { ModelSettings } from './grid.ts';
import { initialWeights } from './initialWeights.ts';
import { adam } from './optimizer.ts';
import type { Parameters } from './optimizer.ts';
import { computeScaler } from './scaler.ts';
import type { Scaler } from './scaler.ts';

export interface TrainingChannels {
  readonly train: LabeledRows;
  readonly validation?: LabeledRows;
  readonly test?: LabeledRows;
}

export type TrainerEvent =
  | { readonly kind: 'scaler'; readonly scaler: Scaler }
  | {
      readonly kind: 'epoch';
      readonly epoch: number;
      /** Mean loss a model, online, in normalised label units. */
      readonly trainLosses: readonly number[];
      /** Mean loss a model over every validation row, in the label's own units. */
      readonly validationLosses?: readonly number[];
      /** The lowest of the losses that decide: of validation when there is any. */
      readonly criterion: number;
      readonly bestModel: number;
      readonly decision: EpochDecision;
      /** The model that a training stopped now would keep. */
      readonly best: () => LinearModel;
    };

export interface TrainedModel {
  readonly model: LinearModel;
  readonly modelIndex: number;
  readonly epoch: number;
  readonly settings: ModelSettings;
  readonly scores: {
    readonly train: RegressionMetrics;
    readonly validation?: RegressionMetrics;
    readonly test?: RegressionMetrics;
  };
}

/**
 * Trains Linear Learner's regressor: all models of the grid side by side, rows in file order, full batches only, then keeps the
 * best model of the last improved epoch with the normalisation folded in. Yields after each epoch, so that a caller can
 * report and stop. Throws TrainingFailure.
 */
export function* trainRegressor(
  settings: RegressorHyperparameters,
  channels: TrainingChannels,
): Generator<TrainerEvent, TrainedModel> {
  const { train, validation } = channels;
  checkChannels(settings, channels);
  const scaler = computeScaler(train, settings);
  yield { kind: 'scaler', scaler };
  const models = modelGrid(settings);
  const featureCount = train.features.columnCount;
  const parameters: Parameters = {
    weights: initialWeights(featureCount, models.length, settings.initScale),
    biases: new Float64Array(models.length).fill(settings.useBias ? settings.initBias : 0),
  };
  const optimizer = adam(settings, models, featureCount);
  const decide = earlyStopping(settings.earlyStoppingPatience, settings.earlyStoppingTolerance);
  let saved = { parameters, bestModel: 0, epoch: 0 };
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const trainLosses = runEpoch(settings, train, scaler, parameters, optimizer);
    const validated = validation && validationLosses(settings, validation, scaler, parameters);
    const deciding = validated ?? trainLosses;
    const bestModel = lowest(deciding);
    const criterion = deciding[bestModel] ?? Number.NaN;
    if (Number.isNaN(criterion)) throw trainingDiverged(epoch + 1);
    const decision = decide(criterion);
    if (decision.kind === 'improved') {
      saved = {
        parameters: { weights: parameters.weights.slice(), biases: parameters.biases.slice() },
        bestModel,
        epoch,
      };
    }
    const { parameters: bestParameters, bestModel: bestIndex } = saved;
    yield {
      kind: 'epoch',
      epoch,
      best: () => foldNormalisation(bestParameters, bestIndex, models.length, scaler),
      trainLosses,
      ...(validated ? { validationLosses: validated } : {}),
      criterion,
      bestModel,
      decision,
    };
    if (decision.kind === 'stop') break;
  }
  const model = foldNormalisation(saved.parameters, saved.bestModel, models.length, scaler);
  const winner = models[saved.bestModel];
  if (winner === undefined) throw trainingDiverged(saved.epoch + 1);
  return {
    model,
    modelIndex: saved.bestModel,
    epoch: saved.epoch,
    settings: winner,
    scores: finalScores(model, channels),
  };
}

function checkChannels(settings: RegressorHyperparameters, channels: TrainingChannels): void {
  const { rowCount, columnCount } = channels.train.features;
  if (rowCount < settings.miniBatchSize || rowCount === 0)
    throw noTrainingData(rowCount, settings.miniBatchSize);
  const expected = settings.featureDim ?? columnCount;
  for (const channel of ['train', 'validation', 'test'] as const) {
    const found = channels[channel]?.features.columnCount ?? expected;
    if (found !== expected) throw featureDim(expected, found, channel);
  }
}

/** Index of the lowest loss; a model whose loss is not a number never wins over one that has a number. */
function lowest(losses: readonly number[]): number {
  return losses.reduce(
    (best, loss, index) => (loss < (losses[best] ?? Number.NaN) || Number.isNaN(losses[best]) ? index : best),
    0,
  );
}

/** W = w · σy / σx, B = mean_y + σy · b − Σ W · mean_x, in float32. */
function foldNormalisation(
  { weights, biases }: Parameters,
  model: number,
  modelCount: number,
  scaler: Scaler,
): LinearModel {
  const folded = scaler.featureScales.map(
    (scale, feature) => ((weights[feature * modelCount + model] ?? 0) * scaler.labelScale) / scale,
  );
  const shift = folded.reduce(
    (sum, weight, feature) => sum + weight * (scaler.featureMeans[feature] ?? 0),
    0,
  );
  const bias = Math.fround(scaler.labelMean + scaler.labelScale * (biases[model] ?? 0) - shift);
  return { predictorType: 'regressor', weights: folded, bias };
}

function finalScores(
  model: LinearModel,
  { train, validation, test }: TrainingChannels,
): TrainedModel['scores'] {
  const score = ({ features, labels }: LabeledRows) => regressionMetrics(labels, predict(model, features));
  return {
    train: score(train),
    ...(validation ? { validation: score(validation) } : {}),
    ...(test ? { test: score(test) } : {}),
  };
}
