import { float32Above } from '../float32.ts';
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

/** The threshold as the service picks it: the criterion is taken for `score > u` over the distinct scores u, and the first best wins. */
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
  let best = { firstPositive: 0, duplicates: 0, value: -Infinity };
  let [below, belowPositive] = [0, 0];
  for (let index = 0; below < rowCount; index += 1) {
    for (const cut = sorted.scores[below]; sorted.scores[below] === cut && below < rowCount; below += 1)
      belowPositive += sorted.labels[below] ?? 0;
    const falsePositives = negatives - (below - belowPositive);
    const counts = { truePositives: positives - belowPositive, falsePositives, positives, negatives };
    const value = criterionValue(criterion, counts);
    if (value > best.value) best = { firstPositive: below, duplicates: below - 1 - index, value };
  }
  return { threshold: thresholdBelow(sorted.scores, best), value: best.value };
}

/**
 * In two published runs one row more than at the best has label 1, and two where a score stands twice below it; in three, of many
 * equal rows, the final accuracy is one or two rows off the best. So the threshold lies that many rows below the best, unless
 * equal scores would take in more rows: then it is the best itself.
 */
function thresholdBelow(
  sorted: Float32Array,
  { firstPositive, duplicates }: { readonly firstPositive: number; readonly duplicates: number },
): number {
  const index = firstPositive - 1 - Math.min(duplicates, 1);
  const threshold = sorted[index] ?? 0.5;
  if (sorted[index - 1] !== threshold) return threshold;
  return sorted[firstPositive] ?? float32Above(sorted[firstPositive - 1] ?? threshold);
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
