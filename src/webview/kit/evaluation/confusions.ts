import type { ConfusionMatrix } from '../../../learner/metrics/multiclass.ts';

export interface Confusion {
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
}

/** Rows of one class taken for another, the commonest first. */
export function mostConfused(confusion: ConfusionMatrix): readonly Confusion[] {
  return confusion
    .flatMap((line, actual) => line.map((count, predicted) => ({ actual, predicted, count })))
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .toSorted((a, b) => b.count - a.count);
}

/** A matrix of the classes with the most rows, in their order; all of them when they are no more than `most`. */
export function largestClasses(confusion: ConfusionMatrix, most: number): readonly number[] {
  const supports = confusion.map((line, index) => ({
    index,
    rows: line.reduce((sum, count) => sum + count, 0),
  }));
  const kept = supports.toSorted((a, b) => b.rows - a.rows).slice(0, most);
  return kept.map(({ index }) => index).toSorted((a, b) => a - b);
}
