import type { RegressionMetrics } from '../evaluation.ts';

/** Regression metrics as scikit-learn computes them; both arrays have one value a row. */
export function regressionMetrics(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): RegressionMetrics {
  const rowCount = actual.length;
  let squares = 0;
  let absolutes = 0;
  let sum = 0;
  let errors = 0;
  let largest = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const error = (predicted[row] ?? 0) - (actual[row] ?? 0);
    squares += error * error;
    absolutes += Math.abs(error);
    errors += error;
    sum += actual[row] ?? 0;
    largest = Math.max(largest, Math.abs(error));
  }
  const mean = sum / rowCount;
  let variation = 0;
  for (let row = 0; row < rowCount; row += 1) variation += ((actual[row] ?? 0) - mean) ** 2;
  const mse = squares / rowCount;
  return {
    rowCount,
    mse,
    rmse: Math.sqrt(mse),
    mae: absolutes / rowCount,
    r2: variation === 0 ? null : 1 - squares / variation,
    maxAbsoluteError: largest,
    bias: errors / rowCount,
  };
}
