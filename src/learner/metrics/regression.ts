import type { RegressionMetrics } from '../evaluation.ts';

/** Regression metrics as scikit-learn computes them; both arrays have one value a row. */
export function regressionMetrics(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): RegressionMetrics {
  const sums = regressionSums();
  sums.add(actual, predicted);
  return sums.metrics();
}

/** The same over rows that come in parts. */
export function regressionSums() {
  let rowCount = 0;
  let squares = 0;
  let absolutes = 0;
  let errors = 0;
  let largest = 0;
  let mean = 0;
  let variation = 0;
  return {
    add(actual: ArrayLike<number>, predicted: ArrayLike<number>): void {
      for (let row = 0; row < actual.length; row += 1) {
        const error = (predicted[row] ?? 0) - (actual[row] ?? 0);
        squares += error * error;
        absolutes += Math.abs(error);
        errors += error;
        largest = Math.max(largest, Math.abs(error));
      }
      // Chan, Golub and LeVeque: the variation of two parts is theirs and that of their means.
      const own = variationOf(actual);
      const gap = own.mean - mean;
      const total = rowCount + actual.length;
      variation += own.variation + (rowCount === 0 ? 0 : (gap * gap * rowCount * actual.length) / total);
      mean = rowCount === 0 ? own.mean : mean + (gap * actual.length) / total;
      rowCount = total;
    },
    metrics(): RegressionMetrics {
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
    },
  };
}

function variationOf(values: ArrayLike<number>): { readonly mean: number; readonly variation: number } {
  let sum = 0;
  for (let row = 0; row < values.length; row += 1) sum += values[row] ?? 0;
  const mean = sum / values.length;
  let variation = 0;
  for (let row = 0; row < values.length; row += 1) variation += ((values[row] ?? 0) - mean) ** 2;
  return { mean, variation };
}
