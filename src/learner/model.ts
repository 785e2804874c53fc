import type { DenseMatrix } from './matrix.ts';

/** A trained linear model in the units of the data: prediction = bias + Σ weights[i] × feature[i], all float32. */
export interface LinearModel {
  readonly predictorType: 'regressor';
  readonly weights: Float32Array;
  readonly bias: number;
}

/** One prediction a row, accumulated in float32 as the service does. */
export function predict({ weights, bias }: LinearModel, features: DenseMatrix): Float32Array {
  const { rowCount, columnCount, values } = features;
  const predictions = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    let sum = 0;
    for (let column = 0; column < columnCount; column += 1) {
      sum = Math.fround(
        sum + Math.fround((values[row * columnCount + column] ?? 0) * (weights[column] ?? 0)),
      );
    }
    predictions[row] = sum + bias;
  }
  return predictions;
}
