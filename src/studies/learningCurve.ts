import type { Trial } from '../data/shapes/study.ts';
import { higherIsBetter } from '../learner/metrics/metricNames.ts';
import type { MetricName } from '../learner/metrics/metricNames.ts';
import { mersenneTwister, randomSample } from '../learner/random.ts';

/** The trials with one number of training rows. */
export interface CurvePoint {
  readonly trainRowCount: number;
  /** One a repeat. */
  readonly scores: readonly number[];
  readonly mean: number;
}

/** Ascending by rows; trials without the metric are left out. */
export function learningCurvePoints(trials: readonly Trial[], metric: MetricName): readonly CurvePoint[] {
  const byRows = new Map<number, number[]>();
  for (const { trainRowCount, metrics } of trials) {
    const score = metrics?.[metric];
    if (score !== undefined) byRows.set(trainRowCount, [...(byRows.get(trainRowCount) ?? []), score]);
  }
  return [...byRows]
    .toSorted(([a], [b]) => a - b)
    .map(([trainRowCount, scores]) => ({
      trainRowCount,
      scores,
      mean: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    }));
}

/** What twice the training rows would likely change. */
export interface MoreRows {
  readonly verdict: 'yes' | 'little' | 'unclear';
  /** Training rows that there are. */
  readonly rowCount: number;
  /** Improvement of the metric with twice as many, positive for a better one; with the ends of its 90 % interval. */
  readonly gain: { readonly value: number; readonly low: number; readonly high: number };
  /** The least improvement that counts as one. */
  readonly matters: number;
}

/** Half a percentage point of a metric between 0 and 1; one percent of a loss or an error. */
const [leastShare, leastRatio] = [0.005, 0.01];
/** A curve has three parameters. */
const [leastPoints, leastTrials] = [3, 4];
const resampleCount = 400;
const [lowest, highest] = [0.05, 0.95];
/** 90 % of a normal distribution are within so many standard errors. */
const normalOf90 = 1.645;

/**
 * Fits score(n) = a − b·n^−α, the usual form of learning curves, and reads from it what twice the rows would gain; its uncertainty
 * from fits to resampled residuals. 'yes': the gain is larger than `matters`, and above 0 with its interval; 'little': it is below
 * `matters` with its interval. Undefined without at least three numbers of rows and four trials.
 */
export function wouldMoreRowsHelp(trials: readonly Trial[], metric: MetricName): MoreRows | undefined {
  const points = learningCurvePoints(trials, metric);
  const seen = points.flatMap(({ trainRowCount, scores }) =>
    scores.map((score) => ({ rows: trainRowCount, score })),
  );
  const rowCount = points.at(-1)?.trainRowCount ?? 0;
  if (points.length < leastPoints || seen.length < leastTrials) return undefined;
  const sign = higherIsBetter(metric) ? 1 : -1;
  const rows = seen.map((one) => one.rows / rowCount);
  const scores = seen.map(({ score }) => sign * score);
  const fit = fitCurve(rows, scores);
  const gains = resampledFits(rows, scores, fit).map(gainOf);
  const sorted = gains.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  const value = gainOf(fit);
  const least = normalOf90 * slopeError(rows, scores, fit);
  const gain = {
    value,
    low: Math.min(at(lowest), value - least),
    high: Math.max(at(highest), value + least),
  };
  const matters = isShare(metric) ? leastShare : leastRatio * Math.abs(fit.limit - fit.distance);
  return { verdict: verdictOf(gain, matters), rowCount, gain, matters };
}

const isShare = (metric: MetricName) => higherIsBetter(metric);

function verdictOf({ value, low, high }: MoreRows['gain'], matters: number): MoreRows['verdict'] {
  if (low > 0 && value > matters) return 'yes';
  return high < matters ? 'little' : 'unclear';
}

/** Rows as shares of all rows: at 1 the score is limit − distance. */
interface Curve {
  readonly limit: number;
  readonly distance: number;
  readonly power: number;
}

/** With twice the rows. */
const gainOf = ({ distance, power }: Curve) => distance * (1 - 2 ** -power);

const valueAt = ({ limit, distance, power }: Curve, rows: number) => limit - distance * rows ** -power;

/** From a curve that grows like a logarithm to one that is flat soon. */
const powers = Array.from({ length: 100 }, (_, index) => 0.02 * (index + 1));

/** Least squares; the power from a grid, since the rest is linear. */
function fitCurve(rows: readonly number[], scores: readonly number[]): Curve {
  let best: { readonly curve: Curve; readonly error: number } | undefined;
  for (const power of powers) {
    const curve = {
      power,
      ...line(
        rows.map((one) => -(one ** -power)),
        scores,
      ),
    };
    const error = rows.reduce((sum, one, at) => sum + ((scores[at] ?? 0) - valueAt(curve, one)) ** 2, 0);
    if (best === undefined || error < best.error) best = { curve, error };
  }
  return best?.curve ?? { limit: 0, distance: 0, power: 1 };
}

/** y = limit + distance · x */
function line(x: readonly number[], y: readonly number[]): Pick<Curve, 'limit' | 'distance'> {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const spread = x.reduce((sum, one) => sum + (one - meanX) ** 2, 0);
  const shared = x.reduce((sum, one, at) => sum + (one - meanX) * ((y[at] ?? 0) - meanY), 0);
  const distance = spread === 0 ? 0 : shared / spread;
  return { limit: meanY - distance * meanX, distance };
}

/**
 * Standard error of the change with twice the rows, as of a straight line over log₂ n with the same residuals: a steep curve takes noise
 * for its flat end, so that its own interval can be too narrow.
 */
function slopeError(rows: readonly number[], scores: readonly number[], fit: Curve): number {
  const squares = rows.reduce((sum, one, at) => sum + ((scores[at] ?? 0) - valueAt(fit, one)) ** 2, 0);
  const variance = squares / Math.max(1, rows.length - leastPoints);
  const doublings = rows.map(Math.log2);
  const mean = doublings.reduce((sum, one) => sum + one, 0) / doublings.length;
  return Math.sqrt(variance / doublings.reduce((sum, one) => sum + (one - mean) ** 2, 0));
}

function resampledFits(rows: readonly number[], scores: readonly number[], fit: Curve): readonly Curve[] {
  const next = mersenneTwister(0);
  // Residuals of a fit with three parameters are too small by that much.
  const inflation = Math.sqrt(rows.length / Math.max(1, rows.length - leastPoints));
  const residuals = rows.map((one, at) => inflation * ((scores[at] ?? 0) - valueAt(fit, one)));
  return Array.from({ length: resampleCount }, () => {
    const drawn = rows.map(
      (one) => valueAt(fit, one) + (residuals[Math.floor(randomSample(next) * residuals.length)] ?? 0),
    );
    return fitCurve(rows, drawn);
  });
}
