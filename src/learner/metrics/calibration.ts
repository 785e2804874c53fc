/** Observed frequency of class 1 by predicted probability; empty bins are left out. */
export interface CalibrationCurve {
  readonly meanPredicted: readonly number[];
  readonly fractionPositive: readonly number[];
  readonly rowCounts: readonly number[];
}

/** As scikit-learn's `calibration_curve`, with bins of equal width or of equal counts. */
export function calibrationCurve(
  actual: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  binCount: number,
  strategy: 'uniform' | 'quantile' = 'uniform',
): CalibrationCurve {
  const steps = Array.from({ length: binCount - 1 }, (_, index) => (index + 1) * (1 / binCount));
  const sorted = Float64Array.from(Array.from(probabilities)).sort();
  const edges = strategy === 'uniform' ? steps : steps.map((step) => percentile(sorted, step * 100));
  const sums = Array.from({ length: binCount }, () => ({ predicted: 0, positive: 0, rowCount: 0 }));
  for (let row = 0; row < actual.length; row += 1) {
    const probability = probabilities[row] ?? 0;
    const above = edges.findIndex((edge) => edge >= probability);
    const bin = sums[above === -1 ? binCount - 1 : above];
    if (bin === undefined) continue;
    bin.predicted += probability;
    bin.positive += actual[row] ?? 0;
    bin.rowCount += 1;
  }
  const filled = sums.filter(({ rowCount }) => rowCount > 0);
  return {
    meanPredicted: filled.map(({ predicted, rowCount }) => predicted / rowCount),
    fractionPositive: filled.map(({ positive, rowCount }) => positive / rowCount),
    rowCounts: filled.map(({ rowCount }) => rowCount),
  };
}

/** As numpy.percentile with linear interpolation. */
function percentile(sorted: Float64Array, percent: number): number {
  const position = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const share = position - below;
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN;
  return share >= 0.5 ? high - (high - low) * (1 - share) : low + (high - low) * share;
}
