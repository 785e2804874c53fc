import { binaryMetrics, logLossOf } from './binary.ts';
import type { MetricName } from './metricNames.ts';
import { multiclassMetrics, noCounts } from './multiclass.ts';
import { addTo, mostUnits, unitsOf, weightedSums } from './resampling.ts';
import type { Resampled } from './resampling.ts';

/** All `[row]`; 0 and 1 are the classes. */
export interface BinaryRows {
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  /** Higher is surer of class 1. */
  readonly scores: Float32Array;
  /** Of class 1; absent for margins. */
  readonly probabilities?: ArrayLike<number> | undefined;
}

const binaryNames = [
  'auc',
  'average_precision',
  'accuracy',
  'balanced_accuracy',
  'precision',
  'recall',
  'specificity',
  'f1',
  'mcc',
  'kappa',
] as const satisfies readonly MetricName[];

/** After the counts of each pair of actual and predicted class. */
const lossSum = 4;
const binaryWidth = 5;

export function resampledBinary({ actual, predicted, scores, probabilities }: BinaryRows): Resampled {
  const rowCount = actual.length;
  const unitOf = unitsOf(rowCount);
  const sums = new Float64Array(mostUnits * binaryWidth);
  for (let row = 0; row < rowCount; row += 1) {
    const label = actual[row] ?? 0;
    const start = (unitOf[row] ?? 0) * binaryWidth;
    addTo(sums, start + 2 * label + (predicted[row] ?? 0), 1);
    if (probabilities !== undefined) addTo(sums, start + lossSum, logLossOf(label, probabilities[row] ?? 0));
  }
  const areas = openAreas(actual, scores, unitOf);
  return {
    names: probabilities === undefined ? binaryNames : [...binaryNames, 'log_loss'],
    rowCount,
    passedRows: rowCount,
    metrics(weights) {
      const [tn = 0, fp = 0, fn = 0, tp = 0, loss = 0] = weightedSums(sums, binaryWidth, weights);
      const found = binaryMetrics({
        truePositives: tp,
        falsePositives: fp,
        falseNegatives: fn,
        trueNegatives: tn,
      });
      return [
        ...areas(weights),
        found.accuracy,
        found.balancedAccuracy,
        found.precision,
        found.recall,
        found.specificity,
        found.f1,
        found.mcc,
        found.kappa,
        loss / (tn + fp + fn + tp),
      ];
    },
  };
}

const unitMask = mostUnits - 1;
const labelAndUnit = 2 * mostUnits;
/** Marks the last of the rows with the same score. */
const endOfTies = 2 ** 15;

/** AUC and average precision for any weights, after one sort; NaN where one class has no weight. */
function openAreas(
  actual: ArrayLike<number>,
  scores: Float32Array,
  unitOf: Uint16Array,
): (weights: Uint8Array) => readonly [number, number] {
  const codes = descending(actual, scores, unitOf);
  return (weights) => {
    let positives = 0;
    let negatives = 0;
    let positivesBefore = 0;
    let negativesBefore = 0;
    let doubleArea = 0;
    let precisions = 0;
    const { length } = codes;
    for (let at = 0; at < length; at += 1) {
      const code = codes[at] ?? 0;
      const weight = weights[(code >>> 1) & unitMask] ?? 0;
      // Without a branch, which would be predicted wrong often.
      const positive = -(code & 1) & weight;
      positives = (positives + positive) | 0;
      negatives = (negatives + weight - positive) | 0;
      if (code < endOfTies) continue;
      const found = positives - positivesBefore;
      doubleArea += (negatives - negativesBefore) * (positives + positivesBefore);
      precisions += (found * positives) / Math.max(1, positives + negatives);
      positivesBefore = positives;
      negativesBefore = negatives;
    }
    if (positives === 0 || negatives === 0) return [Number.NaN, Number.NaN];
    return [doubleArea / (2 * positives * negatives), precisions / positives];
  };
}

/** Label, unit and end of ties of each row in 16 bits, by descending score. */
function descending(actual: ArrayLike<number>, scores: Float32Array, unitOf: Uint16Array): Uint16Array {
  const rowCount = actual.length;
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  // A whole number of 45 bits sorts like its upper 32, the score.
  const keys = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    // Plus zero: -0 is 0.
    float[0] = -(scores[row] ?? 0) + 0;
    const word = bits[0] ?? 0;
    const ascending = word >= 2 ** 31 ? 2 ** 32 - 1 - word : word + 2 ** 31;
    keys[row] = ascending * labelAndUnit + 2 * (unitOf[row] ?? 0) + (actual[row] ?? 0);
  }
  keys.sort();
  const scoreAt = (at: number) => Math.floor((keys[at] ?? 0) / labelAndUnit);
  return Uint16Array.from(keys, (key, at) => {
    const isLast = at === rowCount - 1 || scoreAt(at) !== scoreAt(at + 1);
    return (key % labelAndUnit) + (isLast ? endOfTies : 0);
  });
}

/** All `[row]`; a class is its index. */
export interface MulticlassRows {
  readonly actual: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly classCount: number;
  readonly losses: ArrayLike<number>;
  /** 1 where the actual class is among the k most probable. */
  readonly hits: ArrayLike<number>;
}

const multiclassNames = [
  'accuracy',
  'balanced_accuracy',
  'macro_precision',
  'macro_recall',
  'macro_f1',
  'mcc',
  'kappa',
  'log_loss',
  'top_k_accuracy',
] as const satisfies readonly MetricName[];

export function resampledMulticlass(rows: MulticlassRows): Resampled {
  const { actual, classCount } = rows;
  const rowCount = actual.length;
  const unitOf = unitsOf(rowCount);
  const { cellOf, cells } = confusionCells(rows);
  const sums = new Float64Array(mostUnits * multiclassWidth);
  for (let row = 0; row < rowCount; row += 1) {
    const start = (unitOf[row] ?? 0) * multiclassWidth;
    addTo(sums, start, 1);
    addTo(sums, start + 1, rows.losses[row] ?? 0);
    addTo(sums, start + 2, rows.hits[row] ?? 0);
  }
  return {
    names: multiclassNames,
    rowCount,
    passedRows: rowCount + cells.length + classCount * workOfClass,
    metrics(weights) {
      const counts = noCounts(classCount);
      const found = new Float64Array(cells.length);
      for (let row = 0; row < rowCount; row += 1) {
        const cell = cellOf[row] ?? 0;
        found[cell] = (found[cell] ?? 0) + (weights[unitOf[row] ?? 0] ?? 0);
      }
      for (const [index, { own, answer }] of cells.entries()) {
        const count = found[index] ?? 0;
        if (own === answer) addTo(counts.truePositives, own, count);
        else {
          addTo(counts.falseNegatives, own, count);
          addTo(counts.falsePositives, answer, count);
        }
      }
      const metrics = multiclassMetrics(counts);
      const [total = 0, loss = 0, hits = 0] = weightedSums(sums, multiclassWidth, weights);
      return [
        metrics.accuracy,
        metrics.balancedAccuracy,
        metrics.macroPrecision,
        metrics.macroRecall,
        metrics.macroF1,
        metrics.mcc,
        metrics.kappa,
        loss / total,
        hits / total,
      ];
    },
  };
}

/** Rows, losses and hits. */
const multiclassWidth = 3;

/** In passes over a row. */
const workOfClass = 50;

/** The cells of the confusion matrix that have rows, and that of each row. */
function confusionCells({ actual, predicted, classCount }: MulticlassRows) {
  const known = new Map<number, number>();
  const cells: { readonly own: number; readonly answer: number }[] = [];
  const cellOf = new Int32Array(actual.length);
  for (let row = 0; row < cellOf.length; row += 1) {
    const own = actual[row] ?? 0;
    const answer = predicted[row] ?? 0;
    const key = own * classCount + answer;
    let index = known.get(key);
    if (index === undefined) {
      index = cells.push({ own, answer }) - 1;
      known.set(key, index);
    }
    cellOf[row] = index;
  }
  return { cellOf, cells };
}
