import type { RegressionMetrics } from './evaluation.ts';

/** Regression metrics as in scikit-learn; both arrays are `[row]`. */
export function regressionMetrics(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): RegressionMetrics {
  const sums = regressionSums();
  sums.add(actual, predicted);
  return sums.metrics();
}

/** Regression metrics of rows that arrive in parts. */
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
      // Chan, Golub and LeVeque (1979): the combined variation is the sum of both and that of the means.
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

/** Further error metrics, as in scikit-learn. */
export interface ErrorMetrics {
  readonly medianAbsoluteError: number;
  /** Mean of |error| / max(|actual|, ε): 0.1 is ten percent. */
  readonly meanAbsolutePercentageError: number;
  /** 1 − variance of errors / variance of actual values; null when those do not vary. */
  readonly explainedVariance: number | null;
  /** Sample standard deviation (n − 1); null for one row. */
  readonly errorDeviation: number | null;
}

export function errorMetrics(actual: ArrayLike<number>, predicted: ArrayLike<number>): ErrorMetrics {
  const errors = Array.from(actual, (value, row) => value - (predicted[row] ?? 0));
  const absolute = errors.map(Math.abs).sort((a, b) => a - b);
  const middle = (absolute.length - 1) / 2;
  const shares = errors.map(
    (error, row) => Math.abs(error) / Math.max(Math.abs(actual[row] ?? 0), Number.EPSILON),
  );
  const variation = squaredDeviations(Array.from(actual));
  const unexplained = squaredDeviations(errors);
  return {
    medianAbsoluteError: ((absolute[Math.floor(middle)] ?? NaN) + (absolute[Math.ceil(middle)] ?? NaN)) / 2,
    meanAbsolutePercentageError: meanOf(shares),
    explainedVariance: variation === 0 ? null : 1 - unexplained / variation,
    errorDeviation: errors.length < 2 ? null : Math.sqrt(unexplained / (errors.length - 1)),
  };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function squaredDeviations(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
