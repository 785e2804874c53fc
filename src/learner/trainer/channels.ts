import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LabeledRows } from '../matrix.ts';
import { featureDim, labelInvalid, noTrainingData } from './errors.ts';

export interface TrainingChannels {
  readonly train: LabeledRows;
  readonly validation?: LabeledRows;
  readonly test?: LabeledRows;
}

/** Throws TrainingFailure for rows that cannot be trained on as the settings ask. */
export function checkChannels(settings: LinearLearnerSettings, channels: TrainingChannels): void {
  const { rowCount, columnCount } = channels.train.features;
  if (rowCount < settings.miniBatchSize || rowCount === 0)
    throw noTrainingData(rowCount, settings.miniBatchSize);
  const expected = settings.featureDim ?? columnCount;
  for (const name of ['train', 'validation', 'test'] as const) {
    const channel = channels[name];
    if (channel === undefined) continue;
    const found = channel.features.columnCount;
    if (found !== expected) throw featureDim(expected, found, name);
    checkLabels(settings, name, channel.labels);
  }
}

function checkLabels(settings: LinearLearnerSettings, channel: string, labels: Float32Array): void {
  if (settings.predictorType === 'regressor') return;
  const classCount = settings.predictorType === 'binary_classifier' ? 2 : settings.numClasses;
  const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classCount));
  if (wrong === -1) return;
  const expected = classCount === 2 ? '0 or 1' : `a whole number from 0 to ${classCount - 1}`;
  throw labelInvalid(channel, wrong + 1, labels[wrong] ?? Number.NaN, expected);
}
