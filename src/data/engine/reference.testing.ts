// Converged fits to compare a trained model with, on the rows as they were prepared.
import { readFile } from 'node:fs/promises';
import { readRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { PreparedRun } from '../shapes/preparation.ts';

export async function channelsOf({ trainPath, testPath = '' }: PreparedRun) {
  const [train, test] = await Promise.all([channelAt(trainPath), channelAt(testPath)]);
  return { train, test };
}

async function channelAt(path: string): Promise<LabeledRows> {
  const { features, labels = new Float32Array() } = readRecordIO(await readFile(path));
  return { features, labels };
}

interface Fit {
  readonly predict: (rows: LabeledRows) => Float64Array;
}

/** Least squares with a bias; a small ridge, so that collinear columns do no harm. */
export function leastSquares(train: LabeledRows): Fit {
  const scale = scaleOf(train);
  const weights = new Float64Array(scale.width);
  const ones = new Float64Array(train.labels.length).fill(1);
  return fitFrom(scale, newtonStep(scale, train, weights, { curvature: ones, slope: train.labels }));
}

/** Logistic regression of labels 0 and 1 by Newton's method. */
export function logisticFit(train: LabeledRows): Fit {
  const scale = scaleOf(train);
  let weights = new Float64Array(scale.width);
  for (let step = 0; step < 25; step += 1) {
    const p = fitFrom(scale, weights)
      .predict(train)
      .map((sum) => 1 / (1 + Math.exp(-sum)));
    const curvature = p.map((value) => Math.max(1e-6, value * (1 - value)));
    const slope = Float64Array.from(train.labels, (label, row) => label - (p[row] ?? 0));
    weights = newtonStep(scale, train, weights, { curvature, slope });
  }
  return fitFrom(scale, weights);
}

interface Scale {
  /** Columns and the bias. */
  readonly width: number;
  readonly row: (rows: LabeledRows, row: number) => Float64Array;
}

/** Standardised columns with a 1 after them. */
function scaleOf({ features: { columnCount, rowCount, values } }: LabeledRows): Scale {
  const columns = Array.from({ length: columnCount }, (_, column) => {
    const cells = Float64Array.from(
      { length: rowCount },
      (__, row) => values[row * columnCount + column] ?? 0,
    );
    const middle = mean(cells);
    const spread = Math.sqrt(mean(cells.map((cell) => (cell - middle) ** 2)));
    return { middle, spread: spread === 0 ? 1 : spread };
  });
  return {
    width: columnCount + 1,
    row: (rows, row) =>
      Float64Array.from([
        ...columns.map(
          ({ middle, spread }, column) =>
            ((rows.features.values[row * columnCount + column] ?? 0) - middle) / spread,
        ),
        1,
      ]),
  };
}

const fitFrom = ({ row }: Scale, weights: Float64Array): Fit => ({
  predict: (rows) =>
    Float64Array.from(rows.labels, (_, at) =>
      row(rows, at).reduce((sum, value, column) => sum + value * (weights[column] ?? 0), 0),
    ),
});

const ridge = 1e-6;

function newtonStep(
  { width, row }: Scale,
  rows: LabeledRows,
  weights: Float64Array,
  { curvature, slope }: { readonly curvature: ArrayLike<number>; readonly slope: ArrayLike<number> },
): Float64Array<ArrayBuffer> {
  const system = Array.from({ length: width }, () => new Float64Array(width + 1));
  for (let at = 0; at < rows.labels.length; at += 1) {
    const x = row(rows, at);
    for (const [i, equation] of system.entries()) {
      const weighted = (x[i] ?? 0) * (curvature[at] ?? 0);
      for (let j = 0; j < width; j += 1) equation[j] = (equation[j] ?? 0) + weighted * (x[j] ?? 0);
      equation[width] = (equation[width] ?? 0) + (x[i] ?? 0) * (slope[at] ?? 0);
    }
  }
  for (const [i, equation] of system.entries()) equation[i] = (equation[i] ?? 0) + ridge * rows.labels.length;
  const step = solve(system);
  return weights.map((weight, column) => weight + (step[column] ?? 0));
}

/** Gauss-Jordan without pivoting, for positive definite systems [n × n+1]. */
function solve(system: readonly Float64Array[]): readonly number[] {
  let rows = system;
  for (const [pivot] of system.entries()) {
    const lead = rows[pivot] ?? new Float64Array();
    const scaled = lead.map((value) => value / (lead[pivot] ?? 1));
    rows = rows.map((row, index) =>
      index === pivot
        ? scaled
        : row.map((value, column) => value - (row[pivot] ?? 0) * (scaled[column] ?? 0)),
    );
  }
  return rows.map((row) => row.at(-1) ?? 0);
}

export function r2Of(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const labels = Array.from(actual);
  const middle = mean(labels);
  const sum = (term: (label: number, row: number) => number) =>
    labels.reduce((total, label, row) => total + term(label, row), 0);
  return (
    1 - sum((label, row) => (label - (predicted[row] ?? 0)) ** 2) / sum((label) => (label - middle) ** 2)
  );
}

/** Area under the ROC curve: the share of pairs that the scores order rightly. */
export function aucOf(actual: ArrayLike<number>, scores: ArrayLike<number>): number {
  const of = (label: number) => Array.from(scores).filter((_, row) => actual[row] === label);
  const [negatives, positives] = [of(0), of(1)];
  let ordered = 0;
  for (const high of positives)
    for (const low of negatives) ordered += high > low ? 1 : high === low ? 0.5 : 0;
  return ordered / (positives.length * negatives.length);
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
