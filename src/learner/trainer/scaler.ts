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
  const { normalizeData, unbiasData } = settings;
  const own = moments(values, rowCount, columnCount, unbiasData, normalizeData);
  const label =
    settings.predictorType === 'regressor'
      ? moments(labels, rowCount, 1, settings.unbiasLabel, settings.normalizeLabel)
      : undefined;
  return {
    featureMeans: own.means,
    featureScales: own.scales,
    labelMean: label?.means[0] ?? 0,
    labelScale: label?.scales[0] ?? 1,
  };
}

/** Means and scales of each column of `[row][column]`, in the order of memory. */
function moments(
  values: Float32Array,
  rowCount: number,
  columnCount: number,
  unbias: boolean,
  normalize: boolean,
): { readonly means: Float32Array; readonly scales: Float32Array } {
  const means = new Float64Array(columnCount);
  if (unbias) {
    for (let row = 0, at = 0; row < rowCount; row += 1)
      for (let column = 0; column < columnCount; column += 1, at += 1)
        means[column] = (means[column] ?? 0) + (values[at] ?? 0);
    for (let column = 0; column < columnCount; column += 1) means[column] = (means[column] ?? 0) / rowCount;
  }
  const squares = new Float64Array(columnCount);
  for (let row = 0, at = 0; row < rowCount; row += 1)
    for (let column = 0; column < columnCount; column += 1, at += 1) {
      const difference = (values[at] ?? 0) - (means[column] ?? 0);
      squares[column] = (squares[column] ?? 0) + difference * difference;
    }
  const scaleOf = (sum: number) => {
    const deviation = Math.sqrt(sum / rowCount);
    return normalize && deviation > 0 ? deviation : 1;
  };
  return { means: Float32Array.from(means), scales: Float32Array.from(squares, scaleOf) };
}
