import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LabeledRows } from '../matrix.ts';

/** Means and population standard deviations, `[feature]` and of the label, in float32 as the service prints them. */
export interface Scaler {
  readonly featureMeans: Float32Array;
  readonly featureScales: Float32Array;
  readonly labelMean: number;
  readonly labelScale: number;
}

type SampleSize = Pick<LinearLearnerSettings, 'miniBatchSize' | 'numPointForScaler'>;

/**
 * Number of rows that the scaler and class weights are computed from: floor(num_point_for_scaler / mini_batch_size) + 1 full
 * batches, or all full batches if there are fewer.
 */
export function sampleRowCount(rowCount: number, { miniBatchSize, numPointForScaler }: SampleSize): number {
  const batchCount = Math.floor(rowCount / miniBatchSize);
  return Math.min(batchCount, Math.floor(numPointForScaler / miniBatchSize) + 1) * miniBatchSize;
}

export function computeScaler(rows: LabeledRows, settings: LinearLearnerSettings): Scaler {
  const rowCount = sampleRowCount(rows.features.rowCount, settings);
  const means = scalerMeans(
    sumColumns(rows, rowCount, (x) => x),
    rowCount,
    settings,
  );
  const squares = sumColumns(rows, rowCount, (x, column) => {
    const difference = x - (means[column] ?? 0);
    return difference * difference;
  });
  return scalerOf(means, squares, rowCount, settings);
}

/** Sums of the features and of the label, `[feature…, label]`, added in memory order. */
function sumColumns(
  { features, labels }: LabeledRows,
  rowCount: number,
  value: (x: number, column: number) => number,
): Float64Array {
  const { columnCount, values } = features;
  const sums = new Float64Array(columnCount + 1);
  for (let row = 0, at = 0; row < rowCount; row += 1) {
    for (let column = 0; column < columnCount; column += 1, at += 1)
      sums[column] = (sums[column] ?? 0) + value(values[at] ?? 0, column);
    sums[columnCount] = (sums[columnCount] ?? 0) + value(labels[row] ?? 0, columnCount);
  }
  return sums;
}

/** Means, `[feature…, label]`, from their sums; 0 where no mean is removed, such as from a classifier's label. */
export function scalerMeans(
  sums: Float64Array,
  rowCount: number,
  settings: LinearLearnerSettings,
): Float64Array {
  const label = sums.length - 1;
  const isLabelUnbiased = settings.predictorType === 'regressor' && settings.unbiasLabel;
  return sums.map((sum, column) =>
    (column === label ? isLabelUnbiased : settings.unbiasData) ? sum / rowCount : 0,
  );
}

/** The smallest normal float32. */
const smallestNormal = 2 ** -126;

/**
 * The scaler from means and sums of squared differences from them. The scale is sqrt(mean(x²)) where no mean is removed, and 1 for
 * a classifier's label and for columns whose variance is 0 in float32.
 */
export function scalerOf(
  means: Float64Array,
  squares: Float64Array,
  rowCount: number,
  settings: LinearLearnerSettings,
): Scaler {
  const label = means.length - 1;
  const isLabelNormalized = settings.predictorType === 'regressor' && settings.normalizeLabel;
  const scales = squares.map((sum, column) => {
    const deviation = Math.sqrt(sum / rowCount);
    const isScaled = column === label ? isLabelNormalized : settings.normalizeData;
    return isScaled && Math.fround(deviation) >= smallestNormal ? deviation : 1;
  });
  return {
    featureMeans: Float32Array.from(means.subarray(0, label)),
    featureScales: Float32Array.from(scales.subarray(0, label)),
    labelMean: Math.fround(means[label] ?? 0),
    labelScale: Math.fround(scales[label] ?? 1),
  };
}
