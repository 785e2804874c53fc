import type { BinaryJudgement } from '../../../../learner/metrics/evaluation.ts';

/** What a mistake costs, in any unit. */
export interface Costs {
  readonly falsePositive: number;
  readonly falseNegative: number;
}

/** The held-out rows when class 1 is answered from `threshold` on; shares are 0 where there is nothing to divide. */
export interface Outcome {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly falsePositiveRate: number;
  readonly f1: number;
  readonly cost: number;
}

type Thresholds = Pick<BinaryJudgement, 'thresholds' | 'rowCount' | 'positiveCount'>;

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);

export function outcomesOf(
  { thresholds, rowCount, positiveCount }: Thresholds,
  costs: Costs,
): readonly Outcome[] {
  return thresholds.map(({ threshold, truePositives, falsePositives }) => {
    const falseNegatives = positiveCount - truePositives;
    const negativeCount = rowCount - positiveCount;
    const trueNegatives = negativeCount - falsePositives;
    return {
      threshold,
      truePositives,
      falsePositives,
      falseNegatives,
      trueNegatives,
      accuracy: ratio(truePositives + trueNegatives, rowCount),
      precision: ratio(truePositives, truePositives + falsePositives),
      recall: ratio(truePositives, positiveCount),
      falsePositiveRate: ratio(falsePositives, negativeCount),
      f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
      cost: falsePositives * costs.falsePositive + falseNegatives * costs.falseNegative,
    };
  });
}

/** The outcome of the lowest cost; of equals the one in the middle, which is the safest. */
export function cheapest(outcomes: readonly Outcome[]): Outcome | undefined {
  const lowest = outcomes.reduce((least, { cost }) => Math.min(least, cost), Infinity);
  const first = outcomes.findIndex(({ cost }) => cost === lowest);
  let last = first;
  while (outcomes[last + 1]?.cost === lowest) last += 1;
  return outcomes[Math.floor((first + last) / 2)];
}

/** Index of the outcome whose threshold is nearest. */
export function nearestIndex(outcomes: readonly Outcome[], threshold: number): number {
  let best = 0;
  for (const [index, outcome] of outcomes.entries()) {
    const distance = Math.abs(outcome.threshold - threshold);
    if (distance < Math.abs((outcomes[best]?.threshold ?? Infinity) - threshold)) best = index;
  }
  return best;
}

/** What it costs to give every row the same answer, the cheaper one. */
export const costWithoutModel = ({ rowCount, positiveCount }: Thresholds, costs: Costs): number =>
  Math.min(positiveCount * costs.falseNegative, (rowCount - positiveCount) * costs.falsePositive);

/** From the score under which 5 % of class 1 lie to the one over which 5 % of class 0 do; undefined when the classes lie apart. */
export function overlapOf({
  edges,
  negatives,
  positives,
}: BinaryJudgement['histogram']): readonly [number, number] | undefined {
  const low = edgeAt(positives, edges, 0.05, 0);
  const high = edgeAt(negatives, edges, 0.95, 1);
  return low < high ? [low, high] : undefined;
}

/** The edge below (0) or above (1) the bin in which the share of the rows is reached. */
function edgeAt(counts: readonly number[], edges: readonly number[], share: number, side: 0 | 1): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  const bin = counts.findIndex((count) => {
    sum += count;
    return sum > 0 && sum >= share * total;
  });
  return edges[Math.max(0, bin) + side] ?? 0;
}
