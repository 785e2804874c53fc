import type { SelectionCriterion } from '../hyperparameters/settings.ts';
import { sortedByScore } from './sortedScores.ts';

/** A criterion that scores the labels a threshold gives; the others judge by a loss. */
export type LabelCriterion = Exclude<
  SelectionCriterion,
  { readonly name: 'cross_entropy_loss' | 'loss_function' }
>;

export interface Calibration {
  /** Label 1 from this score on. */
  readonly threshold: number;
  /** The criterion at its best, higher is better; below 0 when no threshold reaches the target. */
  readonly value: number;
}

/**
 * The threshold as the service picks it (recovered from two published runs): the criterion is taken for `score > u[j]` over the
 * distinct scores u in ascending order, the first best j wins, and the threshold is the j-th of all scores, duplicates counted.
 */
export function calibrate(
  scores: Float32Array,
  labels: ArrayLike<number>,
  criterion: LabelCriterion,
): Calibration {
  const sorted = sortedByScore(scores, labels);
  const rowCount = scores.length;
  // Numbers that are none sort to either end.
  if ([sorted.scores[0], sorted.scores[rowCount - 1]].some(Number.isNaN))
    return { threshold: 0.5, value: Number.NaN };
  let positives = 0;
  for (let row = 0; row < rowCount; row += 1) positives += sorted.labels[row] ?? 0;
  const negatives = rowCount - positives;
  let best = { index: 0, value: -Infinity };
  let [below, belowPositive] = [0, 0];
  for (let index = 0; below < rowCount; index += 1) {
    for (const cut = sorted.scores[below]; sorted.scores[below] === cut && below < rowCount; below += 1)
      belowPositive += sorted.labels[below] ?? 0;
    const falsePositives = negatives - (below - belowPositive);
    const counts = { truePositives: positives - belowPositive, falsePositives, positives, negatives };
    const value = criterionValue(criterion, counts);
    if (value > best.value) best = { index, value };
  }
  return { threshold: sorted.scores[best.index] ?? 0.5, value: best.value };
}

interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly positives: number;
  readonly negatives: number;
}

function criterionValue(criterion: LabelCriterion, counts: Counts): number {
  const { truePositives, falsePositives, positives, negatives } = counts;
  const precision = ratio(truePositives, truePositives + falsePositives);
  const recall = ratio(truePositives, positives);
  switch (criterion.name) {
    case 'accuracy':
      return ratio(truePositives + negatives - falsePositives, positives + negatives);
    case 'f_beta': {
      const square = criterion.beta ** 2;
      return ratio((1 + square) * precision * recall, square * precision + recall);
    }
    case 'precision_at_target_recall':
      return recall >= criterion.targetRecall ? precision : recall - 1;
    case 'recall_at_target_precision':
      return precision >= criterion.targetPrecision ? recall : precision - 1;
  }
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
