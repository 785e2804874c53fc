import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { columnDecimals, fixed, significant } from '../../kit/language/numbers.ts';
import { largest } from '../../../learner/extent.ts';

export interface Coefficient {
  readonly name: string;
  /** One a class, or one alone; in the target's unit, or that of the linear sum, per unit of the feature. */
  readonly weights: readonly number[];
  /** Weight × standard deviation of the feature over the held-out rows; of several classes the largest, without its sign. */
  readonly influence: number;
}

type Judged = Pick<Evaluation, 'featureNames' | 'pairs'>;

/** The features of a model, what moves the answer most first. `weights` is `[class][feature]`. */
export function byInfluence(
  { featureNames, pairs }: Judged,
  weights: readonly (readonly number[])[],
): readonly Coefficient[] {
  return featureNames
    .map((name, feature) => {
      const own = weights.map((ofClass) => ofClass[feature] ?? 0);
      const spread = standardDeviation(pairs.map(({ features }) => features[feature] ?? 0));
      const [only = 0] = own;
      const most = own.length === 1 ? only : largest(own.map(Math.abs));
      return { name, weights: own, influence: most * spread };
    })
    .toSorted((a, b) => Math.abs(b.influence) - Math.abs(a.influence));
}

function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

const mostDecimals = 6;

/** Decimals shared by a column of weights: four digits of the largest, and two of the smallest. */
export function weightDecimals(weights: readonly number[]): number {
  const smallest = weights.reduce(
    (least, weight) => (weight === 0 ? least : Math.min(least, Math.abs(weight))),
    Infinity,
  );
  const ofSmallest = smallest === Infinity ? 0 : 1 - Math.floor(Math.log10(smallest));
  return Math.max(columnDecimals(weights), Math.min(mostDecimals, ofSmallest));
}

/** A weight with the decimals of its column; one that they would show as 0 with digits of its own. */
export function weightText(weight: number, decimals: number): string {
  const text = fixed(weight, decimals);
  return weight === 0 || /[1-9]/.test(text) ? text : significant(weight, 2);
}
