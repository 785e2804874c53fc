import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LabeledRows } from '../matrix.ts';

/** Means and population standard deviations, in float32 as the service prints them. */
export interface Scaler {
  readonly featureMeans: Float32Array;
  readonly featureScales: Float32Array;
  readonly labelMean: number;
  readonly labelScale: number;
}

type SampleSize = Pick<LinearLearnerSettings, 'miniBatchSize' | 'numPointForScaler'>;

/** Rows that the scaler, and class weights, are computed from: floor(num_point_for_scaler / mini_batch_size) + 1 full batches, or all there are. */
export function sampleRowCount(rowCount: number, { miniBatchSize, numPointForScaler }: SampleSize): number {
  const batchCount = Math.floor(rowCount / miniBatchSize);
  return Math.min(batchCount, Math.floor(numPointForScaler / miniBatchSize) + 1) * miniBatchSize;
}

/**
 * Computes the scaler over the sample. Without a mean to remove the scale is sqrt(mean(x²)); a column without variance keeps
 * scale 1; a classifier's label stays as it is.
 */
export function computeScaler({ features, labels }: LabeledRows, settings: LinearLearnerSettings): Scaler {
  const { columnCount, values } = features;
  const rowCount = sampleRowCount(features.rowCount, settings);
  const column = (index: number) => (row: number) => values[row * columnCount + index] ?? 0;
  const { normalizeData, unbiasData } = settings;
  const columns = Array.from({ length: columnCount }, (_, index) =>
    moments(rowCount, column(index), unbiasData, normalizeData),
  );
  const label =
    settings.predictorType === 'regressor'
      ? moments(rowCount, (row) => labels[row] ?? 0, settings.unbiasLabel, settings.normalizeLabel)
      : { mean: 0, scale: 1 };
  return {
    featureMeans: Float32Array.from(columns, ({ mean }) => mean),
    featureScales: Float32Array.from(columns, ({ scale }) => scale),
    labelMean: Math.fround(label.mean),
    labelScale: Math.fround(label.scale),
  };
}

function moments(rowCount: number, valueAt: (row: number) => number, unbias: boolean, normalize: boolean) {
  let sum = 0;
  for (let row = 0; row < rowCount; row += 1) sum += valueAt(row);
  const mean = unbias ? sum / rowCount : 0;
  let squares = 0;
  for (let row = 0; row < rowCount; row += 1) squares += (valueAt(row) - mean) ** 2;
  const deviation = Math.sqrt(squares / rowCount);
  return { mean, scale: normalize && deviation > 0 ? deviation : 1 };
}
