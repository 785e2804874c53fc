import type {
  BinaryJudgement,
  CalibrationGroup,
  CurvePoint,
  MajorityBaseline,
  MulticlassJudgement,
  ThresholdPoint,
} from './evaluation.ts';
import { binaryMetrics, confusionAt, logLoss } from './binary.ts';
import { calibrationCurve } from './calibration.ts';
import { precisionRecallCurve, rocCurve, trapezoid } from './curves.ts';
import {
  addCounts,
  confusionMatrix,
  multiclassLogLoss,
  multiclassMetrics,
  noCounts,
  topKAccuracy,
} from './multiclass.ts';
import type { ClassScores } from './multiclass.ts';

const gridSteps = 100;
const mostCurvePoints = 300;
const histogramBins = 20;
const calibrationGroups = 10;
const leastRowsOfGroup = 20;

interface BinaryScores {
  /** 0 or 1, `[row]`. */
  readonly actual: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  readonly scoreKind: 'probability' | 'margin';
  /** The model's threshold. */
  readonly threshold: number;
}

/** Evaluates scores, `[row]`, at the model's threshold and at all others. */
export function evaluateBinaryScores({
  actual,
  scores,
  scoreKind,
  threshold,
}: BinaryScores): BinaryJudgement {
  const rowCount = actual.length;
  const positiveCount = Array.from(actual).filter((label) => label === 1).length;
  const hasBoth = positiveCount > 0 && positiveCount < rowCount;
  const [low, high] = scoreKind === 'probability' ? [0, 1] : rangeOf(scores);
  const roc = rocCurve(actual, scores);
  const precisionRecall = precisionRecallCurve(actual, scores);
  return {
    rowCount,
    positiveCount,
    metrics: binaryMetrics(confusionAt(actual, scores, threshold)),
    auc: hasBoth ? trapezoid(roc.falsePositiveRates, roc.truePositiveRates) : null,
    averagePrecision: hasBoth ? precisionRecall.averagePrecision : null,
    logLoss: scoreKind === 'probability' ? logLoss(actual, scores) : null,
    thresholds: thresholdPoints(actual, scores, gridOf(low, high, threshold)),
    roc: hasBoth ? thinned(pointsOf(roc.falsePositiveRates, roc.truePositiveRates)) : [],
    precisionRecall: hasBoth ? thinned(pointsOf(precisionRecall.recall, precisionRecall.precision)) : [],
    calibration: scoreKind === 'probability' ? calibrationOf(actual, scores) : [],
    histogram: histogramOf(actual, scores, low, high),
  };
}

function rangeOf(scores: ArrayLike<number>): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let row = 0; row < scores.length; row += 1) {
    low = Math.min(low, scores[row] ?? 0);
    high = Math.max(high, scores[row] ?? 0);
  }
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

/** Evenly spaced thresholds from `low` to `high`, and the model's own. */
function gridOf(low: number, high: number, own: number): readonly number[] {
  const steps = Array.from({ length: gridSteps + 1 }, (_, step) =>
    Number((low + ((high - low) * step) / gridSteps).toPrecision(12)),
  );
  return [...new Set([...steps, own])].toSorted((a, b) => a - b);
}

function thresholdPoints(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  thresholds: readonly number[],
): readonly ThresholdPoint[] {
  return thresholds.map((threshold) => {
    const { truePositives, falsePositives } = confusionAt(actual, scores, threshold);
    return { threshold, truePositives, falsePositives };
  });
}

const pointsOf = (xs: readonly number[], ys: readonly number[]): readonly CurvePoint[] =>
  xs.map((x, at) => ({ x, y: ys[at] ?? 0 }));

/** Thins a curve evenly, keeping both ends. */
function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  if (points.length <= mostCurvePoints) return points;
  const step = (points.length - 1) / (mostCurvePoints - 1);
  return Array.from({ length: mostCurvePoints }, (_, index) => points[Math.round(index * step)]).filter(
    (point) => point !== undefined,
  );
}

function calibrationOf(actual: ArrayLike<number>, scores: ArrayLike<number>): readonly CalibrationGroup[] {
  const count = Math.max(1, Math.min(calibrationGroups, Math.floor(actual.length / leastRowsOfGroup)));
  const curve = calibrationCurve(actual, scores, count, 'quantile');
  return curve.rowCounts.map((rowCount, group) => {
    const fractionPositive = curve.fractionPositive[group] ?? 0;
    const meanPredicted = curve.meanPredicted[group] ?? 0;
    return { meanPredicted, fractionPositive, rowCount, ...wilsonInterval(fractionPositive, rowCount) };
  });
}

/** 95 % score interval of a proportion (Wilson, 1927). */
function wilsonInterval(share: number, rowCount: number): { readonly low: number; readonly high: number } {
  const z = 1.959963984540054;
  const scale = 1 + (z * z) / rowCount;
  const centre = (share + (z * z) / (2 * rowCount)) / scale;
  const half =
    (z / scale) * Math.sqrt((share * (1 - share)) / rowCount + (z * z) / (4 * rowCount * rowCount));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

function histogramOf(
  actual: ArrayLike<number>,
  scores: ArrayLike<number>,
  low: number,
  high: number,
): BinaryJudgement['histogram'] {
  const edges = Array.from(
    { length: histogramBins + 1 },
    (_, bin) => low + ((high - low) * bin) / histogramBins,
  );
  const negatives = new Array<number>(histogramBins).fill(0);
  const positives = new Array<number>(histogramBins).fill(0);
  for (let row = 0; row < actual.length; row += 1) {
    const share = ((scores[row] ?? low) - low) / (high - low);
    const bin = Math.min(histogramBins - 1, Math.max(0, Math.floor(share * histogramBins)));
    const counts = actual[row] === 1 ? positives : negatives;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges, negatives, positives };
}

/** Evaluates class probabilities, `[row][class]`, and predicted classes, `[row]`. */
export function evaluateClassScores(
  scores: ClassScores & { readonly predicted: ArrayLike<number> },
  topK: number,
): MulticlassJudgement {
  // The actual class is always among all classes.
  const k = Math.max(1, Math.min(topK, scores.classCount - 1));
  const { actual, predicted, classCount } = scores;
  const counts = noCounts(classCount);
  addCounts(counts, actual, predicted);
  const confusion = confusionMatrix(actual, predicted, classCount);
  return {
    rowCount: actual.length,
    metrics: { confusion, ...multiclassMetrics(counts) },
    logLoss: multiclassLogLoss(scores),
    topK: { k, accuracy: topKAccuracy(scores, k) },
  };
}

/** Metrics of the majority baseline on the held-out rows. */
export function majorityBaseline(
  trained: ArrayLike<number>,
  heldOut: ArrayLike<number>,
  classCount: number,
): MajorityBaseline {
  const counts = new Array<number>(classCount).fill(0);
  for (let row = 0; row < trained.length; row += 1) {
    const label = trained[row] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  const majority = counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
  const shares = counts.map((count) => count / trained.length);
  let [hits, loss] = [0, 0];
  for (let row = 0; row < heldOut.length; row += 1) {
    const label = heldOut[row] ?? 0;
    if (label === majority) hits += 1;
    loss -= Math.log(Math.max(Number.EPSILON, shares[label] ?? 0));
  }
  return { majority, accuracy: hits / heldOut.length, logLoss: loss / heldOut.length };
}
