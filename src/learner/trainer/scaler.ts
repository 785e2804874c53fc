import type { RegressorHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';

/** Means and population standard deviations, in float32 as the service prints them. */
export interface Scaler {
  readonly featureMeans: Float32Array;
  readonly featureScales: Float32Array;
  readonly labelMean: number;
  readonly labelScale: number;
}

type ScalerSettings = Pick<
  RegressorHyperparameters,
  'miniBatchSize' | 'numPointForScaler' | 'normalizeData' | 'normalizeLabel' | 'unbiasData' | 'unbiasLabel'
>;

/**
 * Computes the scaler over full batches only: floor(num_point_for_scaler / mini_batch_size) + 1 of them, or all there are.
 * Without a mean to remove the scale is sqrt(mean(x²)). A column without variance keeps scale 1.
 */
export function computeScaler({ features, labels }: LabeledRows, settings: ScalerSettings): Scaler {
  const { columnCount, values } = features;
  const batchCount = Math.floor(features.rowCount / settings.miniBatchSize);
  const usedBatches = Math.min(
    batchCount,
    Math.floor(settings.numPointForScaler / settings.miniBatchSize) + 1,
  );
  const rowCount = usedBatches * settings.miniBatchSize;
  const column = (index: number) => (row: number) => values[row * columnCount + index] ?? 0;
  const { normalizeData, unbiasData, normalizeLabel, unbiasLabel } = settings;
  const columns = Array.from({ length: columnCount }, (_, index) =>
    moments(rowCount, column(index), unbiasData, normalizeData),
  );
  const label = moments(rowCount, (row) => labels[row] ?? 0, unbiasLabel, normalizeLabel);
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
