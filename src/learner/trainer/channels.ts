import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { firstNonFinite } from '../matrix.ts';
import type { LabeledRows } from '../matrix.ts';
import { featureDim, featureInvalid, labelInvalid, noTrainingData } from './errors.ts';
import { checkSize } from './size.ts';

export interface TrainingChannels {
  readonly train: LabeledRows;
  readonly validation?: LabeledRows;
  readonly test?: LabeledRows;
}

const channelNames = ['train', 'validation', 'test'] as const;

/** Throws TrainingFailure if the settings do not allow training on these rows. */
export function checkChannels(settings: LinearLearnerSettings, channels: TrainingChannels): void {
  const shapeOf = ({ features }: LabeledRows) => ({
    rowCount: features.rowCount,
    featureCount: features.columnCount,
  });
  const { train, validation, test } = channels;
  checkShape(settings, {
    train: shapeOf(train),
    ...(validation ? { validation: shapeOf(validation) } : {}),
    ...(test ? { test: shapeOf(test) } : {}),
  });
  for (const name of channelNames) checkLabels(settings, name, channels[name]?.labels ?? new Float32Array(0));
}

interface Shape {
  readonly rowCount: number;
  readonly featureCount: number;
}

/** Throws TrainingFailure for too few rows, differing feature counts, or models that do not fit in memory. */
export function checkShape(
  settings: LinearLearnerSettings,
  channels: { readonly train: Shape; readonly validation?: Shape; readonly test?: Shape },
): void {
  const { rowCount, featureCount } = channels.train;
  if (rowCount < settings.miniBatchSize || rowCount === 0)
    throw noTrainingData(rowCount, settings.miniBatchSize);
  const expected = settings.featureDim ?? Math.max(featureCount, 1);
  for (const name of channelNames) {
    const found = channels[name]?.featureCount ?? expected;
    if (found !== expected) throw featureDim(expected, found, name, settings.featureDim !== undefined);
  }
  checkSize(settings, featureCount);
}

/** Throws TrainingFailure for a label or feature that is not finite; `firstRow` is the number of rows before these. */
export function checkFinite(channel: string, { features, labels }: LabeledRows, firstRow = 0): void {
  const feature = firstNonFinite(features);
  const label = labels.findIndex((one) => !Number.isFinite(one));
  if (label !== -1 && label <= (feature?.row ?? Infinity))
    throw labelInvalid(channel, firstRow + label + 1, labels[label] ?? Number.NaN, 'a finite number');
  if (feature !== undefined)
    throw featureInvalid(channel, firstRow + feature.row + 1, feature.column + 1, feature.value);
}

/** Throws TrainingFailure for a label that is not a class; `firstRow` is the number of rows before these. */
export function checkLabels(
  settings: LinearLearnerSettings,
  channel: string,
  labels: Float32Array,
  firstRow = 0,
): void {
  if (settings.predictorType === 'regressor') return;
  const classCount = settings.predictorType === 'binary_classifier' ? 2 : settings.numClasses;
  const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classCount));
  if (wrong === -1) return;
  const expected = classCount === 2 ? '0 or 1' : `a whole number from 0 to ${classCount - 1}`;
  throw labelInvalid(channel, firstRow + wrong + 1, labels[wrong] ?? Number.NaN, expected);
}
