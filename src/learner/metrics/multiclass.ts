import { binaryMetrics, fBeta, ratio } from './binary.ts';
import type { BinaryConfusion } from './binary.ts';
import { rocAuc } from './curves.ts';

/** Row counts, `[actual][predicted]`. */
export type ConfusionMatrix = readonly (readonly number[])[];

export interface ClassMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Rows whose actual class this is. */
  readonly support: number;
}

/** As in scikit-learn with zero_division=0; `macro` averages over classes, regardless of their row counts. */
export interface MulticlassMetrics {
  readonly accuracy: number;
  /** Mean recall over the classes that have rows. */
  readonly balancedAccuracy: number;
  readonly perClass: readonly ClassMetrics[];
  readonly macroPrecision: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  readonly mcc: number;
  readonly kappa: number;
}

export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
): ConfusionMatrix {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let row = 0; row < actual.length; row += 1) {
    const line = counts[actual[row] ?? 0];
    const column = predicted[row] ?? 0;
    if (line !== undefined) line[column] = (line[column] ?? 0) + 1;
  }
  return counts;
}

/** True positives, false positives and false negatives, `[class]`. */
export interface ClassCounts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly falseNegatives: Float64Array;
}

export const noCounts = (classCount: number): ClassCounts => ({
  truePositives: new Float64Array(classCount),
  falsePositives: new Float64Array(classCount),
  falseNegatives: new Float64Array(classCount),
});

/** Adds the counts of more rows. A confusion matrix would need too much memory for many classes. */
export function addCounts(
  { truePositives, falsePositives, falseNegatives }: ClassCounts,
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
): void {
  const count = (into: Float64Array, index: number) => {
    into[index] = (into[index] ?? 0) + 1;
  };
  for (let row = 0; row < actual.length; row += 1) {
    const [own, answer] = [actual[row] ?? 0, predicted[row] ?? 0];
    if (own === answer) count(truePositives, own);
    else {
      count(falseNegatives, own);
      count(falsePositives, answer);
    }
  }
}

export function multiclassMetrics(counts: ClassCounts): MulticlassMetrics {
  const classes = oneAgainstRest(counts);
  const perClass = classes.map((own): ClassMetrics => {
    const { precision, recall, f1 } = binaryMetrics(own);
    return { precision, recall, f1, support: own.truePositives + own.falseNegatives };
  });
  const rowCount = sum(perClass.map(({ support }) => support));
  const hits = sum(classes.map(({ truePositives }) => truePositives));
  const predictedCounts = classes.map(({ truePositives, falsePositives }) => truePositives + falsePositives);
  const supports = perClass.map(({ support }) => support);
  const product = sum(supports.map((support, index) => support * (predictedCounts[index] ?? 0)));
  const spread = (counts: readonly number[]) => rowCount ** 2 - sum(counts.map((count) => count ** 2));
  const present = perClass.filter(({ support }) => support > 0);
  const byChance = product / rowCount ** 2;
  return {
    accuracy: ratio(hits, rowCount),
    balancedAccuracy: mean(present.map(({ recall }) => recall)),
    perClass,
    macroPrecision: mean(perClass.map(({ precision }) => precision)),
    macroRecall: mean(perClass.map(({ recall }) => recall)),
    macroF1: mean(perClass.map(({ f1 }) => f1)),
    mcc: ratio(hits * rowCount - product, Math.sqrt(spread(supports) * spread(predictedCounts))),
    kappa: (ratio(hits, rowCount) - byChance) / (1 - byChance),
  };
}

export interface ClassAverages {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Averages over classes, weighted by their row counts. */
export function weightedAverages(perClass: readonly ClassMetrics[]): ClassAverages {
  const rowCount = sum(perClass.map(({ support }) => support));
  const of = (key: 'precision' | 'recall' | 'f1') =>
    ratio(sum(perClass.map((metrics) => metrics[key] * metrics.support)), rowCount);
  return { precision: of('precision'), recall: of('recall'), f1: of('f1') };
}

/** Mean of the classes' F scores. */
export const macroFBeta = (counts: ClassCounts, beta: number): number =>
  mean(oneAgainstRest(counts).map((own) => fBeta(own, beta)));

function oneAgainstRest(counts: ClassCounts): readonly BinaryConfusion[] {
  const rowCount = sum(counts.truePositives) + sum(counts.falseNegatives);
  return Array.from(counts.truePositives, (truePositives, index) => {
    const falsePositives = counts.falsePositives[index] ?? 0;
    const falseNegatives = counts.falseNegatives[index] ?? 0;
    const trueNegatives = rowCount - truePositives - falseNegatives - falsePositives;
    return { truePositives, falsePositives, falseNegatives, trueNegatives };
  });
}

/** Probabilities `[row][class]` and actual classes `[row]`. */
export interface ClassScores {
  readonly actual: ArrayLike<number>;
  readonly classCount: number;
  readonly probabilities: ArrayLike<number>;
}

/** Share of rows whose class is among the `k` most probable; ties rank the last class first, as in scikit-learn. */
export function topKAccuracy(scores: ClassScores, k: number): number {
  return meanOverRows(scores, (place) => isWithin(place, k));
}

const isWithin = ({ above, equalLater }: Place, k: number) => (above + equalLater < k ? 1 : 0);

/** Mean of 1/log2(2 + rank) of the actual class, where rank 0 is the most probable; ties share the mean of their gains. */
export function discountedCumulativeGain(scores: ClassScores): number {
  return meanOverRows(scores, ({ above, equal }) => {
    let discounts = 0;
    for (let rank = above; rank < above + equal; rank += 1) discounts += 1 / Math.log2(2 + rank);
    return discounts / equal;
  });
}

/** Mean of −ln of the probability of the actual class, clipped to [ε, 1 − ε]. */
export function multiclassLogLoss(scores: ClassScores): number {
  return meanOverRows(scores, lossAt);
}

const lossAt = ({ probability }: Place) =>
  -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)));

/** Log loss of each row, and 1 where its class is among the `k` most probable. */
export function multiclassRows(
  scores: ClassScores,
  k: number,
): { readonly losses: Float64Array; readonly hits: Uint8Array } {
  const rowCount = scores.actual.length;
  const [losses, hits] = [new Float64Array(rowCount), new Uint8Array(rowCount)];
  for (let row = 0; row < rowCount; row += 1) {
    const place = placeAt(scores, row);
    losses[row] = lossAt(place);
    hits[row] = isWithin(place, k);
  }
  return { losses, hits };
}

/**
 * Mean area under the ROC curve, one-vs-rest or one-vs-one (Hand and Till 2001); NaN if a class has no rows.
 */
export function multiclassAuc(
  { actual, classCount, probabilities }: ClassScores,
  against: 'rest' | 'each-other',
): number {
  const classes = Array.from({ length: classCount }, (_, index) => index);
  const area = (positive: number, rows: readonly number[]) =>
    rocAuc(
      rows.map((row) => (actual[row] === positive ? 1 : 0)),
      rows.map((row) => probabilities[row * classCount + positive] ?? 0),
    );
  const all = Array.from({ length: actual.length }, (_, row) => row);
  if (against === 'rest') return mean(classes.map((positive) => area(positive, all)));
  const pairs = classes.flatMap((a) => classes.filter((b) => b > a).map((b) => [a, b] as const));
  return mean(
    pairs.map(([a, b]) => {
      const rows = all.filter((row) => actual[row] === a || actual[row] === b);
      return (area(a, rows) + area(b, rows)) / 2;
    }),
  );
}

interface Place {
  readonly probability: number;
  /** Number of classes more probable than the actual one. */
  readonly above: number;
  /** Number of classes equally probable, including the actual one. */
  readonly equal: number;
  readonly equalLater: number;
}

function meanOverRows(scores: ClassScores, of: (place: Place) => number): number {
  const rowCount = scores.actual.length;
  let total = 0;
  for (let row = 0; row < rowCount; row += 1) total += of(placeAt(scores, row));
  return total / rowCount;
}

/** Where the actual class of a row is among all of them. */
function placeAt({ actual, classCount, probabilities }: ClassScores, row: number): Place {
  const own = actual[row] ?? 0;
  const start = row * classCount;
  const probability = probabilities[start + own] ?? 0;
  let [above, equal, equalLater] = [0, 0, 0];
  for (let index = 0; index < classCount; index += 1) {
    const other = probabilities[start + index] ?? 0;
    if (other > probability) above += 1;
    if (other !== probability) continue;
    equal += 1;
    if (index > own) equalLater += 1;
  }
  return { probability, above, equal, equalLater };
}

function sum(values: readonly number[] | Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
const mean = (values: readonly number[]) => sum(values) / values.length;
