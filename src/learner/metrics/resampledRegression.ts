import type { MetricName } from './metricNames.ts';
import { addTo, mostUnits, openUnits, weightedSums } from './resampling.ts';
import type { Resampled } from './resampling.ts';

const names = ['r2', 'rmse', 'mae', 'mse'] as const satisfies readonly MetricName[];

const rows = 0;
const squares = 1;
const absolutes = 2;
const values = 3;
const valueSquares = 4;
const width = 5;

/** A variance that is a smaller share of the mean square is rounding: the values do not vary. */
const roundingShare = 1e-12;

/**
 * Metrics of rows that arrive in parts. The largest error has no interval: a resample never has a larger one than there is.
 * Actual values are taken from `centre`, a number near their mean.
 */
export function openResampledRegression(centre: number) {
  const unitsOfNext = openUnits();
  const sums = new Float64Array(mostUnits * width);
  let rowCount = 0;
  return {
    add(actual: ArrayLike<number>, predicted: ArrayLike<number>): void {
      const unitOf = unitsOfNext(actual.length);
      for (let row = 0; row < unitOf.length; row += 1) {
        const own = actual[row] ?? 0;
        const error = (predicted[row] ?? 0) - own;
        const above = own - centre;
        const start = (unitOf[row] ?? 0) * width;
        addTo(sums, start + rows, 1);
        addTo(sums, start + squares, error * error);
        addTo(sums, start + absolutes, Math.abs(error));
        addTo(sums, start + values, above);
        addTo(sums, start + valueSquares, above * above);
      }
      rowCount += actual.length;
    },
    resampled: (): Resampled => ({
      names,
      rowCount,
      passedRows: 0,
      metrics(weights) {
        const all = weightedSums(sums, width, weights);
        const meanOf = (at: number) => (all[at] ?? 0) / (all[rows] ?? 0);
        const mse = meanOf(squares);
        const variance = meanOf(valueSquares) - meanOf(values) ** 2;
        const r2 = variance > roundingShare * meanOf(valueSquares) ? 1 - mse / variance : Number.NaN;
        return [r2, Math.sqrt(mse), meanOf(absolutes), mse];
      },
    }),
  };
}
