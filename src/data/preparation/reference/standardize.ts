import type { DenseMatrix } from '../../../learner/matrix.ts';
import type { ChannelRows } from '../channelRows.ts';
import type { Design } from './minimize.ts';

interface Sample {
  /** Rows of the channel, and how many of them to take, evenly spaced. */
  readonly rowCount: number;
  readonly sampled: number;
  /** Columns of the channel, and those to take. */
  readonly columnCount: number;
  readonly columns: readonly number[];
  /** Labels are numbers, which are standardized too. */
  readonly isNumber: boolean;
}

/** Columns with mean 0 and standard deviation 1, and what brought them there. */
export interface Standardized extends Design {
  readonly labelMean: number;
  readonly labelSpread: number;
  /** The linear scores of other rows, `[row][lane]`. */
  readonly scores: (features: DenseMatrix, weights: Float64Array) => Float64Array;
}

export async function standardize(
  train: ChannelRows,
  { rowCount, sampled, columnCount, columns, isNumber }: Sample,
): Promise<Standardized> {
  const width = columns.length + 1;
  const rows = new Float64Array(sampled * width);
  const labels = new Float64Array(sampled);
  let [seen, taken] = [0, 0];
  for await (const block of train()) {
    for (let row = 0; row < block.features.rowCount; row += 1, seen += 1) {
      if (taken === sampled || seen < Math.floor((taken * rowCount) / sampled)) continue;
      for (const [at, column] of columns.entries())
        rows[taken * width + at] = block.features.values[row * columnCount + column] ?? 0;
      labels[taken] = block.labels[row] ?? 0;
      taken += 1;
    }
  }
  const [means, spreads] = [new Float64Array(width), new Float64Array(width).fill(1)];
  for (let at = 0; at < columns.length; at += 1)
    [means[at], spreads[at]] = centre(rows.subarray(0, taken * width), at, width);
  for (let row = 0; row < taken; row += 1) rows[row * width + columns.length] = 1;
  const [labelMean, labelSpread] = isNumber ? centre(labels.subarray(0, taken), 0, 1) : [0, 1];
  return {
    rowCount: taken,
    width,
    rows: rows.subarray(0, taken * width),
    labels: labels.subarray(0, taken),
    labelMean,
    labelSpread,
    scores: (features, weights) => {
      const laneCount = weights.length / width;
      const scores = new Float64Array(features.rowCount * laneCount);
      const values = new Float64Array(width).fill(1);
      const places = Int32Array.from(columns);
      for (let row = 0; row < features.rowCount; row += 1) {
        const from = row * columnCount;
        for (let at = 0; at < places.length; at += 1)
          values[at] =
            ((features.values[from + (places[at] ?? 0)] ?? 0) - (means[at] ?? 0)) / (spreads[at] ?? 1);
        for (let lane = 0; lane < laneCount; lane += 1) {
          let sum = 0;
          for (let at = 0; at < width; at += 1) sum += (values[at] ?? 0) * (weights[lane * width + at] ?? 0);
          scores[row * laneCount + lane] = sum;
        }
      }
      return scores;
    },
  };
}

/** Rounding leaves equal values this far apart, of their size. */
const roundingError = 1e-12;

/** Standardizes every `step`th value from `start` in place; returns their mean and standard deviation, 1 where they are equal. */
function centre(values: Float64Array, start: number, step: number): [number, number] {
  const count = values.length / step;
  let sum = 0;
  for (let at = start; at < values.length; at += step) sum += values[at] ?? 0;
  const mean = sum / count;
  let squares = 0;
  for (let at = start; at < values.length; at += step) squares += ((values[at] ?? 0) - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  const spread = deviation > roundingError * Math.abs(mean) ? deviation : 1;
  for (let at = start; at < values.length; at += step) values[at] = ((values[at] ?? 0) - mean) / spread;
  return [mean, spread];
}
