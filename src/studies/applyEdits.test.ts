import { expect, test } from 'vitest';
import type { Experiment } from '../data/shapes/experiment.ts';
import { applyEdits } from './applyEdits.ts';

const experiment: Experiment = {
  version: 1,
  dataset: 't.csv',
  target: 'y',
  predictorType: 'regressor',
  features: [
    { column: 'a', missing: 'median', clip: [0, 9] },
    { column: 'b', encode: 'one-hot', maxLevels: 4, missing: 'drop' },
    { product: ['a', 'b'] },
  ],
  split: { test: 0.2, validation: 0, seed: 0, shuffle: true },
  format: 'recordio',
  hyperparameters: { wd: 0.1 },
  training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
  output: { prefix: 'linear-learner' },
  endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
};
const edited = (path: readonly string[], value: string | number | boolean | null) =>
  applyEdits(experiment, [{ path: [...path], value }]);

test('a value is set at its path, and left out where it is null', () => {
  expect(edited(['hyperparameters', 'wd'], 0.5).hyperparameters).toEqual({ wd: 0.5 });
  expect(edited(['hyperparameters', 'wd'], null).hyperparameters).toEqual({});
  expect(edited(['split', 'seed'], 4).split).toEqual({ ...experiment.split, seed: 4 });
  expect(edited(['targetTransform'], 'log1p').targetTransform).toBe('log1p');
  expect(experiment.hyperparameters).toEqual({ wd: 0.1 });
});

test('a column that is left out goes with all features that are made of it', () => {
  expect(edited(['features', 'b'], null).features).toEqual([experiment.features?.[0]]);
});

test('another encoding keeps only the keys that it takes', () => {
  expect(edited(['features', 'a', 'encode'], 'bins').features?.[0]).toEqual({
    column: 'a',
    encode: 'bins',
    missing: 'median',
  });
  expect(edited(['features', 'b', 'encode'], 'hash').features?.[1]).toEqual({
    column: 'b',
    encode: 'hash',
    missing: 'drop',
  });
});

test('edits apply in their order', () => {
  const edits = [
    { path: ['features', 'a', 'encode'], value: 'powers' },
    { path: ['features', 'a', 'degree'], value: 3 },
  ];
  expect(applyEdits(experiment, edits).features?.[0]).toMatchObject({ encode: 'powers', degree: 3 });
});
