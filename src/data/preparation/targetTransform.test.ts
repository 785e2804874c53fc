import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Experiment } from '../shapes/experiment.ts';
import { parseTable } from '../table/readTable.ts';
import { openChannel } from './channelRows.ts';
import { evaluateRegressor } from './evaluateRegressor.ts';
import { preflight } from './preflight.ts';
import { prepareRun } from './prepare.ts';
import { transformed } from '../../learner/targetTransform.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-transform-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const experiment = {
  version: 1,
  dataset: 't.csv',
  target: 'y',
  predictorType: 'regressor',
  features: [{ column: 'x' }],
  split: { test: 0.25, validation: 0, seed: 0, shuffle: true },
  format: 'recordio',
  hyperparameters: {},
  training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
  output: { prefix: 'linear-learner' },
  endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
} as const satisfies Experiment;

const lines = Array.from({ length: 200 }, (_, row) => {
  const x = ((row * 37) % 100) / 20;
  return `${x},${Math.round(Math.exp(2 + x) * (1 + 0.05 * Math.sin(row)))}`;
});
const table = parseTable(Buffer.from(`x,y\n${lines.join('\n')}\n`), 't.csv');
const targets = lines.map((line) => Number(line.split(',')[1]));

describe('of a model that learned log(1 + y)', () => {
  const model = { predictorType: 'regressor', weights: Float32Array.of(1), bias: 2 } as const;
  const evaluated = async () => {
    const run = await prepareRun(table, { ...experiment, targetTransform: 'log1p' }, folder);
    const { trainPath, testPath = '', preparation } = run;
    const channels = {
      train: openChannel(trainPath, 'recordio'),
      test: openChannel(testPath, 'recordio'),
      hasPlainLoss: true,
    };
    return { preparation, evaluation: await evaluateRegressor(model, preparation, channels) };
  };

  test('labels are transformed and the preparation says so', async () => {
    const { preparation } = await evaluated();
    expect(preparation.targetTransform).toBe('log1p');
    for await (const { features, labels } of openChannel(join(folder, 'train.pbr'), 'recordio')())
      for (const [row, label] of labels.entries())
        expect(Math.abs(label - 2 - (features.values[row] ?? 0))).toBeLessThan(0.25);
  });

  test('actual values, predictions and metrics are those of the target', async () => {
    const { evaluation, preparation } = await evaluated();
    expect(evaluation.targetTransform).toBe('log1p');
    for (const [index, { actual, predicted, features }] of evaluation.pairs.entries()) {
      expect(actual).toBe(targets[(preparation.testRowNumbers[index] ?? 0) - 1]);
      expect(predicted).toBeCloseTo(Math.expm1(2 + (features[0] ?? 0)), 2);
    }
    const errors = evaluation.pairs.map(({ actual, predicted }) => (predicted - actual) ** 2);
    const mse = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(evaluation.metrics.mse / mse).toBeCloseTo(1, 4);
    expect(evaluation.metrics.r2).toBeGreaterThan(0.97);
    expect(evaluation.reference?.metrics.r2).toBeGreaterThan(0.97);
    const train = targets.filter((_, row) => !preparation.testRowNumbers.includes(row + 1));
    const mean = train.reduce((sum, value) => sum + value, 0) / train.length;
    expect(evaluation.trainMean / mean).toBeCloseTo(1, 6);
  });
});

test('a target that its transform is not defined for fails before the training', async () => {
  const below = parseTable(Buffer.from(`x,y\n${lines.join('\n')}\n9,-1\n`), 't.csv');
  const of = async (targetTransform: 'log1p' | 'sqrt') =>
    (await preflight(below, { ...experiment, targetTransform }, { ownLearner: true })).items[0];
  const defect = { kind: 'value-out-of-domain', facts: { role: 'target', row: 201, found: '-1', count: 1 } };
  expect(await of('log1p')).toMatchObject(defect);
  expect(await of('sqrt')).toMatchObject(defect);
});

test('a transform is idle for a classifier', async () => {
  const classes = parseTable(
    Buffer.from(`x,y\n${Array.from({ length: 40 }, (_, row) => `${row},${row % 2}`).join('\n')}\n`),
    't.csv',
  );
  const changed: Experiment = { ...experiment, predictorType: 'binary_classifier', targetTransform: 'sqrt' };
  const { items } = await preflight(classes, changed, { ownLearner: true });
  expect(items).toContainEqual(
    expect.objectContaining({
      kind: 'hyperparameter-ignored',
      facts: { name: 'targetTransform', because: 'predictorType', value: 'binary_classifier' },
    }),
  );
});

test('a square root has no value for a negative number', () => {
  expect(transformed('sqrt', -1)).toBeNaN();
  expect(transformed('sqrt', 9)).toBe(3);
});
