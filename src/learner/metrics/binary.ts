/** Row counts by actual and predicted class. */
export interface BinaryConfusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/** As in scikit-learn with zero_division=0: from 0 to 1, `mcc` and `kappa` from −1. */
export interface BinaryMetrics {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly precision: number;
  readonly recall: number;
  readonly specificity: number;
  readonly f1: number;
  readonly mcc: number;
  readonly kappa: number;
}

/** Confusion matrix where scores of at least `threshold` are class 1. `actual` is 0 or 1, `[row]`. */
export function confusionAt(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  threshold: number,
): BinaryConfusion {
  const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 };
  for (let row = 0; row < actual.length; row += 1) {
    const isPositive = actual[row] === 1;
    if ((scores[row] ?? 0) >= threshold) counts[isPositive ? 'truePositives' : 'falsePositives'] += 1;
    else counts[isPositive ? 'falseNegatives' : 'trueNegatives'] += 1;
  }
  return counts;
}

export function binaryMetrics(confusion: BinaryConfusion): BinaryMetrics {
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = confusion;
  const rowCount = tp + fp + fn + tn;
  const recall = ratio(tp, tp + fn);
  const specificity = ratio(tn, tn + fp);
  const present = Number(tp + fn > 0) + Number(tn + fp > 0);
  const byChance = ((tp + fp) * (tp + fn) + (tn + fn) * (tn + fp)) / rowCount ** 2;
  const accuracy = ratio(tp + tn, rowCount);
  return {
    accuracy,
    balancedAccuracy: ratio(recall + specificity, present),
    precision: ratio(tp, tp + fp),
    recall,
    specificity,
    f1: fBeta(confusion, 1),
    mcc: ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
    kappa: byChance === 1 ? Number.NaN : (accuracy - byChance) / (1 - byChance),
  };
}

/** (1 + β²)·tp / ((1 + β²)·tp + β²·fn + fp) */
export function fBeta(
  { truePositives, falsePositives, falseNegatives }: Omit<BinaryConfusion, 'trueNegatives'>,
  beta: number,
): number {
  const hits = (1 + beta * beta) * truePositives;
  return ratio(hits, hits + beta * beta * falseNegatives + falsePositives);
}

const smallest = Number.EPSILON;
const clipped = (probability: number) => Math.min(1 - smallest, Math.max(smallest, probability));

/** Mean of −ln of the probability of the actual class, clipped to [ε, 1 − ε] as in scikit-learn. */
export function logLoss(actual: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  return meanOverRows(actual, (label, row) => logLossOf(label, probabilities[row] ?? 0));
}

/** Of one row, by the probability of class 1. */
export function logLossOf(label: number, probability: number): number {
  const found = clipped(probability);
  return -Math.log(label === 1 ? found : 1 - found);
}

/** Mean of (probability − label)². */
export const brierScore = (actual: ArrayLike<number>, probabilities: ArrayLike<number>): number =>
  meanOverRows(actual, (label, row) => ((probabilities[row] ?? 0) - label) ** 2);

function meanOverRows(actual: ArrayLike<number>, of: (label: number, row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < actual.length; row += 1) sum += of(actual[row] ?? 0, row);
  return sum / actual.length;
}

export const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole);
