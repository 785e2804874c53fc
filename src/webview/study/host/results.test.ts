import { expect, test } from 'vitest';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import type { StudyPlan, Trial } from '../../../data/shapes/study.ts';
import { crossValidationResult } from './crossValidationResult.ts';
import { learningCurveResult } from './learningCurveResult.ts';
import { rankedTrials, variationsResult } from './variationsResult.ts';

const trial = (index: number, change: Partial<Trial>): Trial => ({
  index,
  edits: [],
  trainRowCount: 20,
  testRowCount: 10,
  durationMs: 100,
  ...change,
});

test('cross-validation is summarised by mean and standard error, the main metric first', () => {
  const folds = [0.9, 0.8, 0.7].map((r2, index) =>
    trial(index, { metrics: { rmse: 1, r2 }, reference: { r2: r2 + 0.1 } }),
  );
  const failed = trial(3, { failure: { code: 'x', message: 'no' } });
  const { summaries, foldCount, folds: sent } = crossValidationResult([...folds, failed], 'r2', undefined);
  expect(foldCount).toBe(3);
  expect(sent).toHaveLength(4);
  expect(summaries.map(({ name }) => name)).toEqual(['r2', 'rmse']);
  expect(summaries[0]).toMatchObject({ low: 0.7, high: 0.9 });
  expect(summaries[0]?.mean).toBeCloseTo(0.8, 12);
  // The standard deviation of 0.9, 0.8 and 0.7 is 0.1; half as many rows are held out as are trained on.
  expect(summaries[0]?.standardError).toBeCloseTo(0.1 * Math.sqrt(1 / 3 + 10 / 20), 12);
  expect(summaries[0]?.reference).toBeCloseTo(0.9, 12);
});

test('one fold has no standard error', () => {
  const { summaries } = crossValidationResult([trial(0, { metrics: { r2: 0.5 } })], 'r2', undefined);
  expect(summaries[0]?.standardError).toBeUndefined();
});

const plan: Extract<StudyPlan, { kind: 'variations' }> = {
  kind: 'variations',
  method: 'grid',
  vary: [
    { path: ['hyperparameters', 'wd'], values: [0.1, 0] },
    { path: ['targetTransform'], values: [null, 'log1p'] },
  ],
  seed: 0,
};

const experiment = parseExperiment(
  JSON.stringify({
    version: 1,
    dataset: 't.csv',
    target: 'y',
    features: [{ column: 'a' }, { column: 'b', missing: 'drop' }],
    split: { test: 0.2 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
  }),
  't.linear.json',
);

const variation = (index: number, wd: number, transform: string | null, rmse: number) =>
  trial(index, {
    edits: [
      { path: ['hyperparameters', 'wd'], value: wd },
      { path: ['targetTransform'], value: transform },
    ],
    metrics: { rmse, r2: 1 - rmse / 10 },
  });

const tried = [
  variation(0, 0.1, null, 4),
  variation(1, 0.1, 'log1p', 2),
  variation(2, 0, null, 3),
  variation(3, 0, 'log1p', 1),
];

test('variations are ranked by what is better for the metric', () => {
  expect(rankedTrials(tried, 'rmse').map(({ index }) => index)).toEqual([3, 1, 2, 0]);
  expect(rankedTrials(tried, 'r2').map(({ index }) => index)).toEqual([3, 1, 2, 0]);
  expect(rankedTrials([trial(0, {})], 'r2')).toEqual([]);
});

test('the effect of a value is that of all variations with it, numbers in their order', () => {
  const { axes, drawn, base } = variationsResult(plan, tried, 'rmse', { experiment });
  expect(axes.map(({ values }) => values?.map(({ value, mean, count }) => [value, mean, count]))).toEqual([
    [
      [0, 2, 2],
      [0.1, 3, 2],
    ],
    [
      [null, 3.5, 2],
      ['log1p', 1.5, 2],
    ],
  ]);
  expect(drawn[0]).toEqual({ index: 3, values: [0, 'log1p'], value: 1 });
  expect(base).toBeUndefined();
});

test('what is varied says on which rows variations are compared', () => {
  const rowsOf = (change: Partial<typeof plan>) =>
    variationsResult({ ...plan, ...change }, tried, 'rmse', { experiment }).rows;
  expect(rowsOf({})).toEqual({ kind: 'same', withoutGapsIn: [] });
  expect(rowsOf({ method: 'leave-one-feature-out', vary: [] })).toEqual({
    kind: 'same',
    withoutGapsIn: ['b'],
  });
  const vary = (...path: string[]) => ({ vary: [{ path, values: [null] }] });
  expect(rowsOf(vary('features', 'b'))).toEqual({ kind: 'same', withoutGapsIn: ['b'] });
  expect(rowsOf(vary('split', 'seed'))).toEqual({ kind: 'differ', paths: [['split', 'seed']] });
  expect(rowsOf(vary('features', 'b', 'missing'))).toMatchObject({ kind: 'differ' });
});

test('of many variations, the best is among those that are drawn', () => {
  const many = Array.from({ length: 5000 }, (_, index) => variation(index, 0, null, 5000 - index));
  const { drawn, ranked, rankedCount } = variationsResult(plan, many, 'rmse', { experiment });
  expect([drawn.length, ranked.length, rankedCount]).toEqual([400, 200, 5000]);
  expect(drawn[0]?.value).toBe(1);
});

const curve = (means: readonly number[], noise: number) =>
  means.flatMap((mean, at) =>
    [-noise, 0, noise].map((off, repeat) =>
      trial(3 * at + repeat, {
        share: (at + 1) / means.length,
        repeat,
        trainRowCount: 100 * (at + 1),
        metrics: { r2: mean + off },
      }),
    ),
  );

test('a learning curve of one share does not say whether more rows would help', () => {
  expect(learningCurveResult(curve([0.5, 0.7, 0.8], 0.001), 'r2').moreRows?.rowCount).toBe(300);
  expect(learningCurveResult(curve([0.5], 0.001), 'r2').moreRows).toBeUndefined();
});

test('a learning curve has a point for each share, with the range of its repeats', () => {
  const { points } = learningCurveResult(curve([0.5, 0.8], 0.1), 'r2');
  expect(points.map(({ share, trainRowCount, count }) => [share, trainRowCount, count])).toEqual([
    [0.5, 100, 3],
    [1, 200, 3],
  ]);
  expect(points[1]).toMatchObject({ low: 0.8 - 0.1, high: 0.8 + 0.1 });
});
