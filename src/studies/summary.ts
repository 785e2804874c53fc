import type { Trial } from '../data/shapes/study.ts';
import { higherIsBetter } from '../learner/metrics/metricNames.ts';
import type { MetricName } from '../learner/metrics/metricNames.ts';

/** Of the model that was trained, or of the converged fit beside it. */
type ScoreKind = 'metrics' | 'reference';

/** What cross-validation found of one metric. */
export interface FoldsSummary {
  readonly metric: MetricName;
  /** Of each fold that has the metric, in the order of the trials. */
  readonly scores: readonly number[];
  readonly mean: number;
  /** Of the scores, as of a sample; undefined for fewer than two, like the errors below. */
  readonly standardDeviation: number | undefined;
  /**
   * Corrected resampled standard error (Nadeau and Bengio 2003; for repeated folds Bouckaert and Frank 2004): √((1/n + test/train) s²).
   * Folds share most of their training rows, and repeats all rows, so that their scores are not independent: without the second term
   * the error would shrink with every repeat, although no row is new.
   */
  readonly standardError: number | undefined;
  /** s/√n, as if the scores were independent: too small, but what others report. */
  readonly plainStandardError: number | undefined;
  /** Trials without the metric: they failed, or it is undefined on their rows. */
  readonly missingCount: number;
}

/** Undefined where no fold has the metric. */
export function summarizeFolds(
  trials: readonly Trial[],
  metric: MetricName,
  kind: ScoreKind = 'metrics',
): FoldsSummary | undefined {
  const scored = trials.flatMap((trial) => {
    const score = trial[kind]?.[metric];
    return score === undefined ? [] : [{ score, ratio: trial.testRowCount / trial.trainRowCount }];
  });
  if (scored.length === 0) return undefined;
  const scores = scored.map(({ score }) => score);
  const ratio = meanOf(scored.map((one) => one.ratio));
  const count = scores.length;
  const variance = count < 2 ? undefined : varianceOf(scores);
  return {
    metric,
    scores,
    mean: meanOf(scores),
    standardDeviation: variance && Math.sqrt(variance),
    standardError: variance && Math.sqrt((1 / count + ratio) * variance),
    plainStandardError: variance && Math.sqrt(variance / count),
    missingCount: trials.length - count,
  };
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** The best first by a metric; those without it last, in their order. */
export function rankTrials(trials: readonly Trial[], metric: MetricName): readonly Trial[] {
  const sign = higherIsBetter(metric) ? 1 : -1;
  const scoreOf = ({ metrics }: Trial) => sign * (metrics?.[metric] ?? -Infinity * sign);
  return trials.toSorted((a, b) => {
    const [first, second] = [scoreOf(a), scoreOf(b)];
    return first === second ? a.index - b.index : second > first ? 1 : -1;
  });
}

/** Trials that need not be run again. What made one fail, such as a lack of memory, may be gone the next time. */
export const succeeded = (trials: readonly Trial[]): readonly Trial[] =>
  trials.filter(({ failure }) => failure === undefined);
