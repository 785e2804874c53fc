import type { LabeledRows } from '../matrix.ts';
import type { Objective, ScoredRows } from './objective.ts';
import type { Gradients, Optimizer } from './optimizer.ts';
import type { Parameters } from './parameters.ts';
import type { Scaler } from './scaler.ts';

/** A block of scaled rows; `x` is `[row][feature]`. */
interface Batch {
  readonly rowCount: number;
  readonly x: Float64Array;
  readonly labels: Float64Array;
}

export interface Training {
  readonly rows: LabeledRows;
  readonly scaler: Scaler;
  readonly miniBatchSize: number;
  readonly objective: Objective;
  readonly parameters: Parameters;
  readonly optimizer: Optimizer;
}

/**
 * One pass over the full batches in file order; the last partial batch is dropped. Returns the mean loss of each model, `[model]`,
 * computed before each update, in scaled units.
 */
export function runEpoch(training: Training): Float64Array {
  const { rows, scaler, miniBatchSize, objective, parameters, optimizer } = training;
  const batchCount = Math.floor(rows.features.rowCount / miniBatchSize);
  const lossSums = new Float64Array(parameters.laneCount / objective.lanesPerModel);
  const batch = emptyBatch(miniBatchSize, parameters.featureCount);
  const scores = new Float64Array(miniBatchSize * parameters.laneCount);
  const gradients = {
    weights: new Float64Array(parameters.weights.length),
    biases: new Float64Array(parameters.laneCount),
  };
  for (let index = 0; index < batchCount; index += 1) {
    fillBatch(batch, rows, index * miniBatchSize, scaler);
    scoreRows(batch, parameters, scores);
    objective.replaceByErrors({ ...batch, scores }, lossSums);
    sumGradients(batch, scores, gradients);
    optimizer.step(parameters, gradients, miniBatchSize);
  }
  return lossSums.map((sum) => sum / (batchCount * miniBatchSize));
}

const mostRowsAtATime = 1000;
const mostScoresAtATime = 2 ** 22;

/** Scores all rows with all models, block by block; `visit` must not keep the block, which is reused. */
export function scoreAllRows(
  { rows, scaler, parameters }: Pick<Training, 'rows' | 'scaler' | 'parameters'>,
  visit: (block: ScoredRows, firstRow: number) => void,
): void {
  const { rowCount } = rows.features;
  const affordable = Math.max(1, Math.floor(mostScoresAtATime / parameters.laneCount));
  const rowsAtATime = Math.min(mostRowsAtATime, affordable);
  for (let first = 0; first < rowCount; first += rowsAtATime) {
    const size = Math.min(rowsAtATime, rowCount - first);
    const batch = emptyBatch(size, parameters.featureCount);
    const scores = new Float64Array(size * parameters.laneCount);
    fillBatch(batch, rows, first, scaler);
    scoreRows(batch, parameters, scores);
    visit({ ...batch, scores }, first);
  }
}

const emptyBatch = (rowCount: number, featureCount: number): Batch => ({
  rowCount,
  x: new Float64Array(rowCount * featureCount),
  labels: new Float64Array(rowCount),
});

function fillBatch(
  { rowCount, x, labels }: Batch,
  rows: LabeledRows,
  firstRow: number,
  { featureMeans, featureScales, labelMean, labelScale }: Scaler,
): void {
  const featureCount = rows.features.columnCount;
  const { values } = rows.features;
  for (let row = 0; row < rowCount; row += 1) {
    const from = (firstRow + row) * featureCount;
    for (let feature = 0; feature < featureCount; feature += 1) {
      const value = values[from + feature] ?? 0;
      x[row * featureCount + feature] =
        (value - (featureMeans[feature] ?? 0)) / (featureScales[feature] ?? 1);
    }
    labels[row] = ((rows.labels[firstRow + row] ?? 0) - labelMean) / labelScale;
  }
}

/** Z = X·W + b, `[row][lane]`. */
function scoreRows({ rowCount, x }: Batch, parameters: Parameters, scores: Float64Array): void {
  const { featureCount, laneCount, weights, biases } = parameters;
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * laneCount;
    for (let lane = 0; lane < laneCount; lane += 1) scores[start + lane] = biases[lane] ?? 0;
    for (let feature = 0; feature < featureCount; feature += 1) {
      const value = x[row * featureCount + feature] ?? 0;
      if (value === 0) continue;
      const from = feature * laneCount;
      for (let lane = 0; lane < laneCount; lane += 1)
        scores[start + lane] = (scores[start + lane] ?? 0) + value * (weights[from + lane] ?? 0);
    }
  }
}

/** G = Xᵀ·E, and the column sums of E for the biases. */
function sumGradients({ rowCount, x }: Batch, errors: Float64Array, gradients: Gradients): void {
  const { weights, biases } = gradients;
  const laneCount = biases.length;
  const featureCount = weights.length / laneCount;
  weights.fill(0);
  biases.fill(0);
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * laneCount;
    for (let feature = 0; feature < featureCount; feature += 1) {
      const value = x[row * featureCount + feature] ?? 0;
      if (value === 0) continue;
      const to = feature * laneCount;
      for (let lane = 0; lane < laneCount; lane += 1)
        weights[to + lane] = (weights[to + lane] ?? 0) + value * (errors[start + lane] ?? 0);
    }
    for (let lane = 0; lane < laneCount; lane += 1)
      biases[lane] = (biases[lane] ?? 0) + (errors[start + lane] ?? 0);
  }
}
