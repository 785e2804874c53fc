import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import { dataFailure } from '../data/shapes/failures.ts';
import type { PreparedRun } from '../data/shapes/preparation.ts';
import type { StudyRecord, Trial, Vary } from '../data/shapes/study.ts';
import { runStudy } from './runStudy.ts';
import type { StudyRunOptions } from './studies.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-run-study-'));
  return () => rm(folder, { recursive: true, force: true });
});

const epochs: Vary = { path: ['hyperparameters', 'epochs'], values: [1, 2, 3] };
const seeds: Vary = { path: ['split', 'seed'], values: [0, 1] };
const recordOf = (...vary: Vary[]): StudyRecord => ({
  version: 1,
  studyId: 'one',
  createdAt: '2026-01-01T00:00:00.000Z',
  experimentPath: '/a.linear.json',
  experiment: parseExperiment(
    JSON.stringify({
      version: 1,
      dataset: 'a.csv',
      target: 'y',
      split: { test: 0.2 },
      hyperparameters: { wd: 0.5 },
      training: { instanceType: 'ml.m5.large' },
      endpoint: { instanceType: 'ml.m5.large' },
    }),
    '/a.linear.json',
  ),
  datasetPath: '/a.csv',
  datasetSha256: 'abc',
  plan: { kind: 'variations', method: 'grid', vary, seed: 0 },
  trialCount: vary.reduce((product, one) => product * ('values' in one ? one.values.length : 1), 1),
});

type Tools = Parameters<typeof runStudy>[1];
type PrepareTrial = Tools['engine']['prepareTrial'];
type Train = Tools['trainers']['train'];

const prepared: PreparedRun = {
  trainPath: '/train',
  testPath: '/test',
  format: 'recordio',
  rowCounts: { train: 8, validation: 0, test: 2 },
  tableSha256: 'abc',
  preparation: { version: 3, target: 'y', features: [], trainMean: 0, testRowNumbers: [] },
  hyperparameters: { feature_dim: '1', mini_batch_size: '8' },
};

/** Runs a study whose trials do as the test says, `width` at a time. */
function open({
  width = 1,
  prepare = () => Promise.resolve(prepared),
  train = () => Promise.resolve({ kind: 'trained' }),
}: {
  width?: number;
  prepare?: PrepareTrial;
  train?: Train;
} = {}) {
  const trained: Readonly<Record<string, string>>[] = [];
  let preparedCount = 0;
  const appended: Trial[] = [];
  const tools: Tools = {
    engine: {
      prepareTrial: (...given) => {
        preparedCount += 1;
        return prepare(...given);
      },
      evaluateTrial: () => Promise.resolve({ metrics: { r2: 0.5 }, reference: {}, intervals: {} }),
    },
    trainers: {
      train: (request, signal) => {
        trained.push(request.hyperparameters);
        return train(request, signal);
      },
    },
    folder,
    width,
    append: async (trial) => void appended.push(trial),
  };
  const run = (record: StudyRecord, trials: readonly Trial[] = [], options: Partial<StudyRunOptions> = {}) =>
    runStudy({ record, trials }, tools, {
      signal: new AbortController().signal,
      onTrial: () => undefined,
      onProgress: () => undefined,
      ...options,
    });
  return { run, trained, appended, preparedCount: () => preparedCount };
}

test('trials that differ in hyperparameters alone are prepared once', async () => {
  const { run, trained, preparedCount, appended } = open();
  await run(recordOf(epochs, seeds));
  expect(preparedCount()).toBe(2);
  expect(trained.map((given) => given['epochs'])).toEqual(['1', '2', '3', '1', '2', '3']);
  expect(trained[0]).toMatchObject({ wd: '0.5', feature_dim: '1', mini_batch_size: '8' });
  expect(appended.map(({ index }) => index)).toEqual([0, 2, 4, 1, 3, 5]);
  expect(await readdir(folder)).toEqual([]);
});

test('trials that are on record are not run again', async () => {
  const { run, appended } = open();
  await run(recordOf(epochs));
  const again = open();
  const done: number[] = [];
  await again.run(recordOf(epochs), appended.slice(1, 2), {
    onProgress: (progress) => done.push(progress.done),
  });
  expect(again.appended.map(({ index }) => index)).toEqual([0, 2]);
  expect(done[0]).toBe(1);
  expect(done.at(-1)).toBe(3);
});

test('trials that failed before are run again', async () => {
  const killed = open({
    train: async ({ hyperparameters }) =>
      hyperparameters['epochs'] === '2' ? { kind: 'failed', reason: 'killed' } : { kind: 'trained' },
  });
  await killed.run(recordOf(epochs));
  const again = open();
  const done: number[] = [];
  await again.run(recordOf(epochs), killed.appended, { onProgress: (progress) => done.push(progress.done) });
  expect(again.appended).toMatchObject([{ index: 1, metrics: { r2: 0.5 } }]);
  expect([done[0], done.at(-1)]).toEqual([2, 3]);
});

test('a trial that cannot be trained or prepared is recorded with its reason, and the others go on', async () => {
  const failing = open({
    train: async ({ hyperparameters }) =>
      hyperparameters['epochs'] === '2' ? { kind: 'failed', reason: 'ClientError: no' } : { kind: 'trained' },
    prepare: async ({ experiment }) => {
      if (experiment.split.seed === 0) return prepared;
      throw dataFailure('split-empty', { file: '/a.csv', side: 'test', rowCount: 1 }, 'no rows');
    },
  });
  await failing.run(recordOf(seeds, epochs));
  expect(failing.appended.map(({ failure }) => failure?.code)).toEqual([
    undefined,
    'training-failed',
    undefined,
    'split-empty',
    'split-empty',
    'split-empty',
  ]);
  expect(failing.appended[1]).toMatchObject({ trainRowCount: 8, failure: { message: 'ClientError: no' } });
});

test('a variation that holds out no rows is recorded as such', async () => {
  const { testPath: _without, ...withoutTest } = prepared;
  const { run, appended } = open({ prepare: () => Promise.resolve(withoutTest) });
  await run(recordOf(epochs));
  expect(appended.map(({ failure }) => failure?.code)).toEqual(appended.map(() => 'study-no-held-out-rows'));
});

test('another table ends the study, and the trainings beside it', async () => {
  let aborted = 0;
  const { run } = open({
    width: 2,
    prepare: ({ experiment }) =>
      experiment.split.seed === 0
        ? Promise.resolve(prepared)
        : Promise.reject(dataFailure('file-changed', { file: '/a.csv' }, 'changed')),
    train: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          aborted += 1;
          reject(new Error('aborted'));
        });
      }),
  });
  await expect(run(recordOf(seeds))).rejects.toMatchObject({
    code: 'study-data-changed',
    facts: { file: '/a.csv', isDone: false },
  });
  expect(aborted).toBe(1);
});

test('an abort ends the study with its reason', async () => {
  const aborting = new AbortController();
  const { run, appended } = open();
  const onTrial = () => aborting.abort(new Error('enough'));
  await expect(run(recordOf(epochs), [], { signal: aborting.signal, onTrial })).rejects.toThrow('enough');
  expect(appended).toHaveLength(1);
});
