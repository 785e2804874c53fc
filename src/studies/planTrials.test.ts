import { expect, test } from 'vitest';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { Feature } from '../data/shapes/encoders/feature.ts';
import type { StudyPlan, Vary } from '../data/shapes/study.ts';
import { mostTrials, planTrials } from './planTrials.ts';

const experiment = parseExperiment(
  JSON.stringify({
    version: 1,
    dataset: 't.csv',
    target: 'y',
    features: [{ column: 'a' }, { column: 'b' }, { product: ['a', 'c'] }],
    split: { test: 0.2 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
  }),
  't.linear.json',
);
const planned = (plan: StudyPlan) => planTrials({ plan, experiment });
const variations = (method: 'grid' | 'random', vary: Vary[], trials?: number) =>
  planned({
    kind: 'variations',
    method,
    vary,
    seed: 3,
    ...(trials === undefined ? {} : { trials }),
  }).map(({ edits }) => edits.map(({ value }) => value));

const wd: Vary = { path: ['hyperparameters', 'wd'], values: [0, 0.1, 0.1, 1] };
const epochs: Vary = { path: ['hyperparameters', 'epochs'], values: [5, 15] };

test('cross-validation has a trial for each fold of each repeat, drawn with the next seed', () => {
  const trials = planned({ kind: 'cross-validation', folds: 3, repeats: 2, seed: 8 });
  expect(trials.map(({ fold, repeat, rows }) => [repeat, fold, rows.kind === 'fold' && rows.seed])).toEqual([
    [0, 0, 8],
    [0, 1, 8],
    [0, 2, 8],
    [1, 0, 9],
    [1, 1, 9],
    [1, 2, 9],
  ]);
});

test('a learning curve repeats each share but the whole', () => {
  const trials = planned({ kind: 'learning-curve', shares: [0.5, 1], repeats: 3, seed: 0 });
  expect(trials.map(({ share, repeat }) => [share, repeat])).toEqual([
    [0.5, 0],
    [0.5, 1],
    [0.5, 2],
    [1, 0],
  ]);
});

test('a grid has each combination of different values once', () => {
  expect(variations('grid', [wd, epochs])).toEqual([
    [0, 5],
    [0, 15],
    [0.1, 5],
    [0.1, 15],
    [1, 5],
    [1, 15],
  ]);
});

test('random variations differ from each other and end with the space', () => {
  const drawn = variations('random', [wd, epochs], 50);
  expect(new Set(drawn.map(String)).size).toBe(6);
  expect(drawn).toHaveLength(6);
  expect(variations('random', [wd, epochs], 4)).toHaveLength(4);
});

test('random numbers are within their range and the same for the same seed', () => {
  const range: Vary = { path: ['hyperparameters', 'wd'], low: 0.0001, high: 1, scale: 'log' };
  const whole: Vary = {
    path: ['hyperparameters', 'epochs'],
    low: 1,
    high: 4,
    scale: 'linear',
    isWhole: true,
  };
  const drawn = variations('random', [range, whole], 200);
  expect(drawn).toHaveLength(200);
  expect(variations('random', [range, whole], 200)).toEqual(drawn);
  const [rates, counts] = [0, 1].map((at) => drawn.map((values) => Number(values[at])));
  expect(rates?.every((rate) => rate >= 0.0001 && rate <= 1)).toBe(true);
  // By the logarithm, half of them are below a hundredth.
  const low = rates?.filter((rate) => rate < 0.01).length ?? 0;
  expect(low).toBeGreaterThan(70);
  expect(low).toBeLessThan(130);
  expect(new Set(counts)).toEqual(new Set([1, 2, 3, 4]));
});

test('leaving one feature out begins with all of them', () => {
  const trials = planned({ kind: 'variations', method: 'leave-one-feature-out', vary: [], seed: 0 });
  expect(trials.map(({ edits }) => edits)).toEqual([
    [],
    [{ path: ['features', 'a'], value: null }],
    [{ path: ['features', 'b'], value: null }],
    [{ path: ['features', 'c'], value: null }],
  ]);
});

test('a trial without a feature that drops rows leaves out the rows of the whole experiment', () => {
  const features: Feature[] = [
    { column: 'a' },
    { column: 'b', missing: 'drop' },
    { product: ['a', 'c'], missing: 'drop' },
  ];
  const dropping = { ...experiment, features };
  const rowsOf = (plan: StudyPlan) => planTrials({ plan, experiment: dropping }).map(({ rows }) => rows);
  const planned = { kind: 'split' };
  const alsoWithoutAandC = { kind: 'split', withoutGapsIn: ['a', 'c'] };
  expect(rowsOf({ kind: 'variations', method: 'leave-one-feature-out', vary: [], seed: 0 })).toEqual([
    planned,
    alsoWithoutAandC,
    { kind: 'split', withoutGapsIn: ['b'] },
    alsoWithoutAandC,
  ]);
  const vary: Vary[] = [{ path: ['features', 'b'], values: [true, null] }];
  expect(rowsOf({ kind: 'variations', method: 'grid', vary, seed: 0 })).toEqual([
    planned,
    { kind: 'split', withoutGapsIn: ['b'] },
  ]);
});

test('a space that is empty or a million is refused with its size', () => {
  expect(() => variations('grid', [])).toThrow(
    expect.objectContaining({ code: 'study-empty', facts: { why: 'nothing-varied' } }),
  );
  const hundred: number[] = Array.from({ length: 100 }, (_, index) => index + 1);
  const vary = ['wd', 'l1', 'epochs'].map((name) => ({ path: ['hyperparameters', name], values: hundred }));
  for (const method of ['grid', 'random'] as const)
    expect(() => variations(method, vary, 1_000_000)).toThrow(
      expect.objectContaining({
        code: 'study-too-large',
        facts: { trialCount: 1_000_000, limit: mostTrials },
      }),
    );
  const only = { ...experiment, features: [{ column: 'a' }] };
  const plan = { kind: 'variations', method: 'leave-one-feature-out', vary: [], seed: 0 } as const;
  expect(() => planTrials({ plan: { ...plan, vary: [] }, experiment: only })).toThrow(
    expect.objectContaining({ code: 'study-empty', facts: { why: 'one-feature' } }),
  );
});

test('a range has no grid', () => {
  const vary: Vary = { path: ['hyperparameters', 'wd'], low: 0, high: 1, scale: 'linear' };
  expect(() => variations('grid', [vary])).toThrow(
    expect.objectContaining({
      code: 'study-unusable',
      facts: { path: 'hyperparameters.wd', found: '0 to 1', expected: 'a list of values' },
    }),
  );
});
