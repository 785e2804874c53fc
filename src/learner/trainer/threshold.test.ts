import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binaryMetrics, confusionAt, fBeta } from '../metrics/binary.ts';
import { sortedByScore } from './sortedScores.ts';
import { calibrate } from './threshold.ts';
import type { LabelCriterion } from './threshold.ts';

const scoredRows = fc.array(fc.record({ score: fc.float({ noNaN: true }), label: fc.constantFrom(0, 1) }), {
  minLength: 1,
  maxLength: 60,
});

test('rows are sorted by score and keep their labels', () => {
  fc.assert(
    fc.property(scoredRows, (rows) => {
      const scores = Float32Array.from(rows, ({ score }) => score);
      const labels = rows.map(({ label }) => label);
      const sorted = sortedByScore(scores, labels);
      expect([...sorted.scores].map((score) => score + 0)).toEqual(
        [...scores].map((score) => score + 0).sort((a, b) => a - b),
      );
      const scoresOf = (values: Float32Array, of: ArrayLike<number>) =>
        Array.from(values.filter((_, row) => of[row] === 1).sort(), (score) => score + 0);
      expect(scoresOf(sorted.scores, sorted.labels)).toEqual(scoresOf(scores, labels));
    }),
  );
});

/** The rule said plainly: try `score > cut` for every distinct score. */
function bestByTrial(
  scores: Float32Array,
  value: (predicted: readonly number[]) => number,
): { cut: number; value: number } {
  const distinct = [...new Set(scores)].sort((a, b) => a - b);
  const values = distinct.map((cut) => value([...scores].map((score) => (score > cut ? 1 : 0))));
  const index = values.indexOf(Math.max(...values));
  return { cut: distinct[index] ?? NaN, value: values[index] ?? NaN };
}

/** How many rows up to the best cut have label 1 all the same: one, or two with one duplicate among them; none with more, or where ties would bring more. */
function extraRows(scores: Float32Array, cut: number): number {
  const below = scores.filter((score) => score <= cut).sort();
  const wanted = 1 + below.length - new Set(below).size;
  if (wanted > 2) return 0;
  const brought = below.filter((score) => score >= (below.at(-wanted) ?? NaN)).length;
  return brought === wanted ? wanted : 0;
}

const criteria: readonly (readonly [
  LabelCriterion,
  (metrics: { accuracy: number; precision: number; recall: number; f2: number }) => number,
])[] = [
  [{ name: 'accuracy' }, ({ accuracy }) => accuracy],
  [{ name: 'f_beta', beta: 2 }, ({ f2 }) => f2],
  [
    { name: 'precision_at_target_recall', targetRecall: 0.7 },
    ({ precision, recall }) => (recall >= 0.7 ? precision : recall - 1),
  ],
  [
    { name: 'recall_at_target_precision', targetPrecision: 0.7 },
    ({ precision, recall }) => (precision >= 0.7 ? recall : precision - 1),
  ],
];

test.each(criteria)('%j has the best value that an exhaustive search finds', (criterion, valueOf) => {
  const few = fc.array(
    fc.record({ score: fc.integer({ min: 0, max: 9 }).map((n) => n / 10), label: fc.constantFrom(0, 1) }),
    { minLength: 1, maxLength: 25 },
  );
  fc.assert(
    fc.property(few, (rows) => {
      const scores = Float32Array.from(rows, ({ score }) => score);
      const labels = rows.map(({ label }) => label);
      const expected = bestByTrial(scores, (predicted) => {
        const confusion = confusionAt(labels, predicted, 1);
        return valueOf({ ...binaryMetrics(confusion), f2: fBeta(confusion, 2) });
      });
      const found = calibrate(scores, labels, criterion);
      expect(found.value).toBeCloseTo(expected.value, 12);
      if (criterion.name === 'f_beta') return;
      const extra = scores.filter((score) => score >= found.threshold && score <= expected.cut).length;
      const lost = scores.filter((score) => score < found.threshold && score > expected.cut).length;
      expect([lost, extra]).toEqual([0, extraRows(scores, expected.cut)]);
    }),
  );
});

const thresholdOf = (scores: readonly number[], labels: readonly number[]) =>
  calibrate(Float32Array.from(scores), labels, { name: 'accuracy' }).threshold;

test('the threshold adds one row to the best cut, and one for each duplicate below it', () => {
  expect(thresholdOf([0.125, 0.25, 0.5, 0.75], [0, 0, 0, 1])).toBe(0.5);
  expect(thresholdOf([0.125, 0.125, 0.25, 0.5, 0.75], [0, 0, 0, 0, 1])).toBe(0.25);
  // 9 duplicates below the cut, as in a published run whose threshold is ten rows below it
  const scores = Array.from({ length: 1000 }, (_, row) => (row < 18 ? Math.floor(row / 2) : row) / 1000);
  const labels = scores.map((score) => (score >= 0.9 ? 1 : 0));
  expect(thresholdOf(scores, labels)).toBe(Math.fround(0.89));
});

test('the threshold stays at the best cut among many equal scores', () => {
  const rows = Array.from({ length: 1000 }, (_, row) => ({
    score: (row % 8) / 8,
    label: row % 8 > 4 ? 1 : 0,
  }));
  const of = (label: (row: { label: number }) => number) =>
    thresholdOf(
      rows.map(({ score }) => score),
      rows.map(label),
    );
  expect(of(({ label }) => label)).toBe(5 / 8);
  expect(of(() => 0)).toBe(Math.fround(7 / 8 + 2 ** -24));
});

test('NaN scores have the value NaN', () => {
  const found = calibrate(Float32Array.of(0.1, NaN, 0.3), [0, 1, 1], { name: 'accuracy' });
  expect(found.value).toBeNaN();
});
