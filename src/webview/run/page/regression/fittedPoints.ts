import type { RegressionEvaluation } from '../../../../learner/metrics/evaluation.ts';
import { transformed, untransformed } from '../../../../learner/targetTransform.ts';

export interface FittedPoint {
  readonly row: number | null;
  readonly x: number;
  readonly y: number;
}

/** What the model adds to the answer for features other than `index`, at their means over the held-out rows. */
function othersAtMean({ pairs, coefficients }: RegressionEvaluation, index: number): number {
  return coefficients.weights.reduce((sum, weight, feature) => {
    if (feature === index) return sum;
    const mean = pairs.reduce((total, { features }) => total + (features[feature] ?? 0), 0) / pairs.length;
    return sum + weight * mean;
  }, coefficients.bias);
}

/** The model along one feature, the others at their means: what it learned, which may be a function of the target. */
export function learnedLine(evaluation: RegressionEvaluation, index: number): (x: number) => number {
  const weight = evaluation.coefficients.weights[index] ?? 0;
  const base = othersAtMean(evaluation, index);
  return (x) => base + weight * x;
}

/** Held-out rows along one feature: line plus own residual, so that with one feature it is the actual value itself. */
export function fittedPoints(evaluation: RegressionEvaluation, index: number): readonly FittedPoint[] {
  const { targetTransform } = evaluation;
  const line = learnedLine(evaluation, index);
  return evaluation.pairs.map(({ row, features, actual, predicted }) => {
    const x = features[index] ?? 0;
    const residual = transformed(targetTransform, actual) - transformed(targetTransform, predicted);
    return { row, x, y: untransformed(targetTransform, line(x) + residual) };
  });
}
