import { classCountOf } from '../hyperparameters/settings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { predictionsOf } from '../model.ts';
import type { LinearModel } from '../model.ts';
import { checkLabels, checkShape } from '../trainer/channels.ts';
import { classWeightsOf } from '../trainer/classWeights.ts';
import type { TrainedModel, TrainerEvent } from '../trainer/events.ts';
import { openScores, scoresOfErrors } from '../trainer/finalScores.ts';
import { calibrated, calibrationRows, checkFiniteModel, finishedModel } from '../trainer/finishedModel.ts';
import { initialParameters } from '../trainer/initialParameters.ts';
import { epochResult, scoredRows } from '../trainer/criterion.ts';
import { modelGrid } from '../trainer/modelGrid.ts';
import { sampleRowCount } from '../trainer/scaler.ts';
import { openSelection } from '../trainer/selection.ts';
import type { Selected } from '../trainer/selection.ts';
import type { Threads } from './workers.ts';
import { openPanelTrainer } from './panelTrainer.ts';
import type { PanelTrainer } from './panelTrainer.ts';
import { forEachLabels, readLabels } from './records.ts';
import type { Records } from './records.ts';

export interface RecordChannels {
  readonly train: Records;
  readonly validation?: Records;
  readonly test?: Records;
}

/**
 * `trainLinearLearner` for large channels: the same models from records that are read as they are needed, with the kernel, on
 * `threads`. Losses agree with the exact trainer's to 2e-5 of their size where rounding does not decide; README.md says where
 * it does, and by how much. Throws TrainingFailure.
 */
export async function* trainRecords(
  settings: LinearLearnerSettings,
  channels: RecordChannels,
  threads: Threads,
): AsyncGenerator<TrainerEvent, TrainedModel> {
  const { train, validation, test } = channels;
  await checkRecords(settings, channels);
  const models = modelGrid(settings);
  const classWeights =
    settings.predictorType === 'regressor'
      ? undefined
      : classWeightsOf(settings, await readLabels(train, sampleRowCount(train.rowCount, settings)));
  const classCount = classCountOf(settings);
  const trainer = await openPanelTrainer({
    settings,
    models,
    classWeights,
    initial: initialParameters(settings, train.featureCount, models.length, classCount),
    train,
    ...(validation ? { validation, scoreCount: scoredRows(settings, validation.rowCount) } : {}),
    ...(test ? { test } : {}),
    threads,
  });
  const { scaler } = trainer;
  yield { kind: 'scaler', scaler, classWeights };
  const modelOf = ({ parameters, bestModel }: Selected) =>
    calibratedOn(settings, finishedModel(settings, parameters, bestModel, scaler), channels, trainer);
  const selection = openSelection(settings, models, modelOf);
  for (let epoch = 0; epoch < settings.epochs; epoch += 1) {
    const trainLosses = Array.from(await trainer.trainEpoch());
    const result = epochResult(settings, trainLosses, validation && (await trainer.validate()));
    const end = selection.end(epoch, trainLosses, result, trainer.parameters);
    yield end;
    if (end.decision.kind === 'stop') break;
  }
  const { selected, settings: winner } = selection.winner();
  const model = await modelOf(selected);
  checkFiniteModel(model, selected.epoch);
  const scores = await scoresOf(settings, classWeights, model, channels, trainer);
  return { model, modelIndex: selected.bestModel, epoch: selected.epoch, settings: winner, scores };
}

async function checkRecords(settings: LinearLearnerSettings, channels: RecordChannels): Promise<void> {
  checkShape(settings, channels);
  if (settings.predictorType === 'regressor') return;
  for (const name of ['train', 'validation', 'test'] as const) {
    const records = channels[name];
    if (records === undefined) continue;
    await forEachLabels(records, records.rowCount, (labels, firstRow) =>
      checkLabels(settings, name, labels, firstRow),
    );
  }
}

async function calibratedOn(
  settings: LinearLearnerSettings,
  model: LinearModel,
  { train, validation }: RecordChannels,
  { scoreRecords }: PanelTrainer,
): Promise<LinearModel> {
  const channel = validation ? 'validation' : 'train';
  const count = calibrationRows(settings, (validation ?? train).rowCount);
  if (count === 0) return model;
  const sample = { scores: new Float32Array(count), labels: new Float32Array(count) };
  await scoreRecords(model, channel, count, (labels, linear, firstRow) => {
    sample.scores.set(predictionsOf(model, linear).scores, firstRow);
    sample.labels.set(labels, firstRow);
  });
  return calibrated(settings, model, sample);
}

async function scoresOf(
  settings: LinearLearnerSettings,
  classWeights: Float64Array | undefined,
  model: LinearModel,
  { train, validation, test }: RecordChannels,
  { scoreRecords, sumErrors }: PanelTrainer,
): Promise<TrainedModel['scores']> {
  const of = async (channel: keyof RecordChannels, { rowCount }: Records) => {
    if (model.predictorType === 'regressor')
      return scoresOfErrors(settings, await sumErrors(model, channel, rowCount));
    const sums = openScores(settings, classWeights, model);
    await scoreRecords(model, channel, rowCount, (labels, linear) => sums.addScored(labels, linear));
    return sums.scores();
  };
  return {
    ...(validation
      ? { validation: await of('validation', validation) }
      : { train: await of('train', train) }),
    ...(test ? { test: await of('test', test) } : {}),
  };
}
