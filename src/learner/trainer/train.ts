import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { firstRows } from '../matrix.ts';
import { predict } from '../model.ts';
import { checkChannels } from './channels.ts';
import type { TrainingChannels } from './channels.ts';
import { classWeightsOf } from './classWeights.ts';
import { runEpoch } from './epoch.ts';
import type { TrainedModel, TrainerEvent } from './events.ts';
import { finalScores } from './finalScores.ts';
import { calibrated, calibrationRows, checkFiniteModel, finishedModel } from './finishedModel.ts';
import { initialParameters } from './initialParameters.ts';
import { epochResult, scoredRows } from './criterion.ts';
import { modelGrid } from './modelGrid.ts';
import { objectiveOf } from './objective.ts';
import { optimizerOf } from './optimizer.ts';
import { copyParameters } from './parameters.ts';
import { computeScaler } from './scaler.ts';
import { openSelection } from './selection.ts';
import type { Selected } from './selection.ts';
import { validate } from './validate.ts';

/**
 * Trains Linear Learner: all models of the grid in parallel, on full batches in file order. Returns the best model of the last
 * improved epoch, with normalisation folded into its weights. Yields after each epoch, so that a caller can report progress and
 * stop; `best` is the model to keep in that case. Throws TrainingFailure.
 */
export function* trainLinearLearner(
  settings: LinearLearnerSettings,
  channels: TrainingChannels,
): Generator<TrainerEvent, TrainedModel> {
  const { train, validation } = channels;
  checkChannels(settings, channels);
  const scaler = computeScaler(train, settings);
  const classWeights = classWeightsOf(settings, train.labels);
  yield { kind: 'scaler', scaler, classWeights };
  const models = modelGrid(settings);
  const featureCount = train.features.columnCount;
  const objective = objectiveOf(settings, classWeights);
  const { lanesPerModel } = objective;
  const parameters = initialParameters(settings, featureCount, models.length, lanesPerModel);
  const optimizer = optimizerOf(models, { featureCount, lanesPerModel, ...settings });
  const { miniBatchSize } = settings;
  const modelOf = ({ parameters: kept, bestModel }: Selected) => {
    const finished = finishedModel(settings, kept, bestModel, scaler);
    const deciding = validation ?? train;
    const sample = firstRows(deciding, calibrationRows(settings, deciding.features.rowCount));
    const { scores } = predict(finished, sample.features);
    return calibrated(settings, finished, { scores, labels: sample.labels });
  };
  const selection = openSelection(settings, models, modelOf);
  const scoreCount = scoredRows(settings, validation?.features.rowCount ?? 0);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const trainLosses = Array.from(
      runEpoch({ rows: train, scaler, miniBatchSize, objective, parameters, optimizer }),
    );
    const validated = validation && validate({ objective, scaler, parameters }, validation, scoreCount);
    const result = epochResult(settings, trainLosses, validated);
    const end = selection.end(epoch, trainLosses, result, () => copyParameters(parameters));
    yield end;
    if (end.decision.kind === 'stop') break;
  }
  const { selected, settings: winner } = selection.winner();
  const model = modelOf(selected);
  checkFiniteModel(model, selected.epoch);
  const scores = finalScores(settings, classWeights, model, channels);
  return { model, modelIndex: selected.bestModel, epoch: selected.epoch, settings: winner, scores };
}
