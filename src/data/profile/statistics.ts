import { barsOf } from './bars.ts';
import type { NumericProfile } from '../shapes/profile.ts';

const maxBins = 200;

/** Statistics of one or more values, equal to those of pandas and NumPy. */
export function numericProfile(values: Float64Array, decimals: number): NumericProfile {
  const sorted = values.toSorted();
  const count = values.length;
  const mean = sum(values) / count;
  const central = (power: number) => values.reduce((total, value) => total + (value - mean) ** power, 0);
  const m2 = central(2);
  const [q1, median, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)];
  const bins = histogram(sorted, q3 - q1);
  const [first = 0, second = 1] = bins.edges;
  return {
    mean,
    std: count < 2 ? null : Math.sqrt(m2 / (count - 1)),
    min: sorted[0] ?? Number.NaN,
    q1,
    median,
    q3,
    max: sorted[count - 1] ?? Number.NaN,
    skew: skewness(count, m2, central(3)),
    kurtosis: kurtosis(count, m2, central(4)),
    histogram: bins,
    bars: barsOf(sorted, second - first, decimals),
    decimals,
  };
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

/** Linear interpolation between order statistics, numpy's default. */
function quantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/** Bias-corrected sample skewness, pandas' `skew`. */
function skewness(n: number, m2: number, m3: number): number | null {
  if (n < 3) return null;
  if (m2 === 0) return 0;
  return ((n * Math.sqrt(n - 1)) / (n - 2)) * (m3 / m2 ** 1.5);
}

/** Bias-corrected excess kurtosis, pandas' `kurtosis`. */
function kurtosis(n: number, m2: number, m4: number): number | null {
  if (n < 4) return null;
  if (m2 === 0) return 0;
  const adjusted = (n * (n + 1) * (n - 1) * m4) / ((n - 2) * (n - 3) * m2 * m2);
  return adjusted - (3 * (n - 1) ** 2) / ((n - 2) * (n - 3));
}

/** `numpy.histogram(values, bins='auto')`: the narrower of Sturges' and Freedman-Diaconis' bins, at most 200 of them. */
function histogram(sorted: Float64Array, iqr: number): NumericProfile['histogram'] {
  const count = sorted.length;
  const low = sorted[0] ?? 0;
  const high = sorted[count - 1] ?? 0;
  if (low === high) return { edges: [low - 0.5, high + 0.5], counts: [count] };
  const sturges = (high - low) / (Math.log2(count) + 1);
  const freedmanDiaconis = 2 * iqr * count ** (-1 / 3);
  const width = freedmanDiaconis > 0 ? Math.min(sturges, freedmanDiaconis) : sturges;
  const binCount = Math.min(maxBins, Math.max(1, Math.ceil((high - low) / width)));
  const step = (high - low) / binCount;
  const edges = Array.from({ length: binCount + 1 }, (_, index) =>
    index === binCount ? high : low + index * step,
  );
  const counts = new Array<number>(binCount).fill(0);
  for (const value of sorted) {
    let bin = Math.min(binCount - 1, Math.floor(((value - low) / (high - low)) * binCount));
    // Rounding can put a value one bin off; the edges decide.
    if (value < (edges[bin] ?? low)) bin -= 1;
    else if (bin < binCount - 1 && value >= (edges[bin + 1] ?? high)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, counts };
}

/** Pearson's r of each pair of columns over the rows where both are present (NaN is missing); null where one of them is constant. */
export function correlations(columns: readonly Float64Array[]): (number | null)[][] {
  const pairs = columns.map((a, i) => columns.slice(0, i).map((b) => pearson(a, b)));
  return columns.map((a, i) =>
    columns.map((_, j) => (i === j ? selfCorrelation(a) : (pairs[Math.max(i, j)]?.[Math.min(i, j)] ?? null))),
  );
}

/** 1, or null for a constant column. */
const selfCorrelation = (values: Float64Array) => (pearson(values, values) === null ? null : 1);

function pearson(x: Float64Array, y: Float64Array): number | null {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const [left = Number.NaN, right = Number.NaN] = [x[row], y[row]];
    if (Number.isNaN(left + right)) continue;
    count += 1;
    sumX += left;
    sumY += right;
  }
  const [meanX, meanY] = [sumX / count, sumY / count];
  let [xy, xx, yy] = [0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const [dx, dy] = [(x[row] ?? Number.NaN) - meanX, (y[row] ?? Number.NaN) - meanY];
    if (Number.isNaN(dx + dy)) continue;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  if (count < 2 || xx === 0 || yy === 0) return null;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
