import { float32Above } from '../float32.ts';
import type { SelectionCriterion } from '../hyperparameters/settings.ts';
import { sortedByScore } from './sortedScores.ts';

/** A criterion of predicted labels; the others are losses. */
export type LabelCriterion = Exclude<
  SelectionCriterion,
  { readonly name: 'cross_entropy_loss' | 'loss_function' }
>;

export interface Calibration {
  /** Scores of at least this are label 1. */
  readonly threshold: number;
  /** The best value of the criterion, higher is better; below 0 if no threshold reaches the target. */
  readonly value: number;
}

/**
 * The threshold that the service selects: the criterion is evaluated for `score > u` at each distinct score u, and the first best
 * one wins.
 */
export function calibrate(
  scores: Float32Array,
  labels: ArrayLike<number>,
  criterion: LabelCriterion,
): Calibration {
  const sorted = sortedByScore(scores, labels);
  const rowCount = scores.length;
  // NaN is sorted to either end.
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
 * In three published runs, so many more rows than at the best cut have label 1: one, and one for each row below the cut whose score
 * has occurred before. In three others, with many equal rows, the final accuracy is one or two rows off the best. So the threshold
 * is that many rows below the best cut, unless there are many duplicates or equal scores would include more rows: then it is the
 * best cut itself. A seventh run fits no rule that was found.
 */
function thresholdBelow(
  sorted: Float32Array,
  { firstPositive, duplicates }: { readonly firstPositive: number; readonly duplicates: number },
): number {
  const index = firstPositive - 1 - duplicates;
  const threshold = sorted[index] ?? 0.5;
  const isAmongMany = duplicates > Math.max(1, firstPositive * fewDuplicates);
  if (!isAmongMany && sorted[index - 1] !== threshold) return threshold;
  return sorted[firstPositive] ?? float32Above(sorted[firstPositive - 1] ?? threshold);
}

/** Share of duplicates up to which the published thresholds show their effect. */
const fewDuplicates = 0.02;

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
