import type { BinaryEvaluation } from '../../learner/metrics/evaluation.ts';

/** The held-out rows as they are answered at another threshold than the model's own. */
export function answeredAt(evaluation: BinaryEvaluation, threshold: number): BinaryEvaluation {
  if (threshold === evaluation.threshold) return evaluation;
  const pairs = evaluation.pairs.map((pair) => ({ ...pair, predicted: pair.score >= threshold ? 1 : 0 }));
  return { ...evaluation, threshold, pairs };
}
