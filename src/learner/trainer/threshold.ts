import type { SelectionCriterion } from '../hyperparameters/settings.ts';

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
  const sorted = scores.toSorted();
  const positives = sortedScoresOf(scores, labels, true);
  const negatives = sortedScoresOf(scores, labels, false);
  let best = { index: 0, value: -Infinity };
  let [below, belowPositive, belowNegative] = [0, 0, 0];
  for (let index = 0; below < sorted.length; index += 1) {
    const cut = sorted[below] ?? 0;
    while (below < sorted.length && (sorted[below] ?? 0) <= cut) below += 1;
    while (belowPositive < positives.length && (positives[belowPositive] ?? 0) <= cut) belowPositive += 1;
    while (belowNegative < negatives.length && (negatives[belowNegative] ?? 0) <= cut) belowNegative += 1;
    const value = criterionValue(criterion, {
      truePositives: positives.length - belowPositive,
      falsePositives: negatives.length - belowNegative,
      positives: positives.length,
      negatives: negatives.length,
    });
    if (value > best.value) best = { index, value };
  }
  return { threshold: sorted[best.index] ?? 0.5, value: best.value };
}

function sortedScoresOf(scores: Float32Array, labels: ArrayLike<number>, positive: boolean): Float32Array {
  return scores.filter((_, row) => (labels[row] ?? 0) > 0 === positive).sort();
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
