import { ratio } from './binary.ts';

/** Cumulative row counts at each distinct score, in descending order. */
interface Ladder {
  readonly thresholds: readonly number[];
  readonly truePositives: readonly number[];
  readonly falsePositives: readonly number[];
}

function ladderOf(actual: ArrayLike<number>, scores: ArrayLike<number>): Ladder {
  const order = Array.from({ length: actual.length }, (_, row) => row).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0),
  );
  const ladder = {
    thresholds: [] as number[],
    truePositives: [] as number[],
    falsePositives: [] as number[],
  };
  let truePositives = 0;
  let falsePositives = 0;
  for (const [index, row] of order.entries()) {
    if (actual[row] === 1) truePositives += 1;
    else falsePositives += 1;
    const next = order[index + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    ladder.thresholds.push(scores[row] ?? 0);
    ladder.truePositives.push(truePositives);
    ladder.falsePositives.push(falsePositives);
  }
  return ladder;
}

export interface RocCurve {
  readonly falsePositiveRates: readonly number[];
  readonly truePositiveRates: readonly number[];
  /** Scores of at least this are class 1; the first is Infinity, where no row is. */
  readonly thresholds: readonly number[];
}

/** As scikit-learn's `roc_curve`; collinear points are dropped by default. */
export function rocCurve(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  { keepsAll = false }: { readonly keepsAll?: boolean } = {},
): RocCurve {
  const { thresholds, truePositives, falsePositives } = ladderOf(actual, scores);
  const last = thresholds.length - 1;
  const bends = (counts: readonly number[], at: number) =>
    (counts[at + 1] ?? 0) - 2 * (counts[at] ?? 0) + (counts[at - 1] ?? 0) !== 0;
  const kept = [...thresholds.keys()].filter(
    (at) => keepsAll || at === 0 || at === last || bends(truePositives, at) || bends(falsePositives, at),
  );
  const rates = (counts: readonly number[]) => [
    0,
    ...kept.map((at) => ratio(counts[at] ?? 0, counts[last] ?? 0)),
  ];
  return {
    falsePositiveRates: rates(falsePositives),
    truePositiveRates: rates(truePositives),
    thresholds: [Infinity, ...kept.map((at) => thresholds[at] ?? 0)],
  };
}

/** Area under the ROC curve; NaN if only one class is present. */
export function rocAuc(actual: ArrayLike<number>, scores: ArrayLike<number>): number {
  const positives = Array.from(actual).filter((label) => label === 1).length;
  if (positives === 0 || positives === actual.length) return Number.NaN;
  const { falsePositiveRates, truePositiveRates } = rocCurve(actual, scores);
  return trapezoid(falsePositiveRates, truePositiveRates);
}

/** ∫ y dx by the trapezoidal rule; points are sorted by x. */
export function trapezoid(x: readonly number[], y: readonly number[]): number {
  let area = 0;
  for (let at = 1; at < x.length; at += 1)
    area += (((x[at] ?? 0) - (x[at - 1] ?? 0)) * ((y[at] ?? 0) + (y[at - 1] ?? 0))) / 2;
  return area;
}

export interface PrecisionRecallCurve {
  /** One more than `thresholds`: the last point, precision 1 at recall 0, has no threshold. */
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  /** Ascending; scores of at least this are class 1. */
  readonly thresholds: readonly number[];
  /** Σ (recall step) × precision */
  readonly averagePrecision: number;
}

/** As scikit-learn's `precision_recall_curve` and `average_precision_score`. */
export function precisionRecallCurve(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
): PrecisionRecallCurve {
  const { thresholds, truePositives, falsePositives } = ladderOf(actual, scores);
  const positives = truePositives.at(-1) ?? 0;
  const precision = truePositives.map((count, at) => ratio(count, count + (falsePositives[at] ?? 0)));
  const recall = truePositives.map((count) => ratio(count, positives));
  const averagePrecision = recall.reduce(
    (sum, value, at) => sum + (value - (recall[at - 1] ?? 0)) * (precision[at] ?? 0),
    0,
  );
  return {
    precision: [...precision.toReversed(), 1],
    recall: [...recall.toReversed(), 0],
    thresholds: thresholds.toReversed(),
    averagePrecision,
  };
}

export interface OperatingPoint {
  readonly precision: number;
  readonly recall: number;
  readonly threshold: number;
}

/** The highest recall with a precision of at least `target`, at the lowest such threshold; undefined if no threshold reaches it. */
export function recallAtPrecision(curve: PrecisionRecallCurve, target: number): OperatingPoint | undefined {
  return pointsOf(curve)
    .filter(({ precision }) => precision >= target)
    .reduce(
      higher('recall', (a, b) => a > b),
      undefined,
    );
}

/** The highest precision with a recall of at least `target`, at the highest such threshold. */
export function precisionAtRecall(curve: PrecisionRecallCurve, target: number): OperatingPoint | undefined {
  return pointsOf(curve)
    .filter(({ recall }) => recall >= target)
    .reduce(
      higher('precision', (a, b) => a >= b),
      undefined,
    );
}

const pointsOf = ({ precision, recall, thresholds }: PrecisionRecallCurve): readonly OperatingPoint[] =>
  thresholds.map((threshold, at) => ({
    precision: precision[at] ?? 0,
    recall: recall[at] ?? 0,
    threshold,
  }));

const higher =
  (key: 'precision' | 'recall', beats: (a: number, b: number) => boolean) =>
  (best: OperatingPoint | undefined, point: OperatingPoint): OperatingPoint =>
    best === undefined || beats(point[key], best[key]) ? point : best;
