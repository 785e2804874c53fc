import type { EvaluationPair, RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import { thinned, worstIndex } from '../../contract/thinned.ts';

/** More points than these make a picture slow and no clearer. */
const mostPoints = 2000;

/** The held-out rows that a picture shows; the one with the largest error is among them. */
export const drawnRows = (pairs: readonly EvaluationPair[]): readonly EvaluationPair[] =>
  thinned(pairs, mostPoints, worstIndex(pairs));

/** Metrics are computed from float32 values, pairs hold the decimals that they came from. */
const float32Tolerance = 1e-6;

/** The row that `metrics.maxAbsoluteError` belongs to; undefined when it is not among the pairs that the page has. */
export function largestError({
  pairs,
  metrics,
}: Pick<RegressionEvaluation, 'pairs' | 'metrics'>): EvaluationPair | undefined {
  const worst = pairs[worstIndex(pairs)];
  if (worst === undefined) return undefined;
  const scale = Math.max(Math.abs(worst.actual), Math.abs(worst.predicted), metrics.maxAbsoluteError);
  const difference = metrics.maxAbsoluteError - Math.abs(worst.predicted - worst.actual);
  return Math.abs(difference) <= float32Tolerance * scale ? worst : undefined;
}
