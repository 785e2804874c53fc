import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { experimentSchema } from '../../data/shapes/experiment.ts';
import type { HeldOutComparison, HeldOutRequest } from '../../data/shapes/heldOutComparison.ts';
import type { RunRow } from '../../data/shapes/runRow.ts';
import type { RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import { openRunRecords } from '../openRunRecords.ts';
import type { RunRecord } from '../runRecords.ts';
import { compareRuns } from './compareRuns.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-runs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const experimentOf = (epochs: number) =>
  experimentSchema.parse({
    version: 1,
    dataset: 'salary.csv',
    target: 'Salary',
    features: [{ column: 'Years' }],
    split: { test: 0.25 },
    hyperparameters: { epochs },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
  });
const metrics = { rowCount: 10, mse: 1, rmse: 1, mae: 1, r2: 0.9, maxAbsoluteError: 1, bias: 0 };
const evaluationOf = (weight: number): RegressionEvaluation => ({
  predictorType: 'regressor',
  target: 'Salary',
  featureNames: ['Years'],
  coefficients: { bias: 1, weights: [weight] },
  metrics,
  baseline: metrics,
  trainMetrics: metrics,
  trainMean: 0,
  pairs: [],
});
const recordOf = (trainingJobName: string, epochs: number): RunRecord => ({
  version: 1,
  trainingJobName,
  title: 'salary',
  datasetSha256: 'a'.repeat(64),
  rowCounts: { train: 20, validation: 0, test: 10 },
  prepareMs: 1,
  uploadMs: 1,
  uploadedBytes: 1,
  experiment: experimentOf(epochs),
  experimentPath: '/salary.linear.json',
  preparation: { version: 3, target: 'Salary', features: [], trainMean: 0, testRowNumbers: [1] },
  trainPath: '/train',
  testPath: '/test',
  modelS3Uri: 's3://bucket/model.tar.gz',
});

/** A machine with runs; `compareHeldOut` is what the data engine does. */
function openMachine(compareHeldOut: (request: HeldOutRequest) => Promise<HeldOutComparison>) {
  const records = openRunRecords(folder);
  const rows = new Map<string, Partial<RunRow>>();
  const sessions: string[] = [];
  const services = {
    records,
    engine: { evaluate: () => Promise.reject(new Error('not evaluated here')), compareHeldOut },
    history: {
      // SAFETY: what is compared uses these members of a row.
      find: async (connectionId: string, name: string) => rows.get(`${connectionId} ${name}`) as RunRow,
      outcomeOf: async () => undefined,
    },
    sessionOf: (id: string) => () => {
      sessions.push(id);
      return Promise.reject(new Error('offline'));
    },
  };
  return {
    services,
    sessions,
    async addRun(
      connectionId: string,
      name: string,
      epochs: number,
      weight: number | undefined,
      row: Partial<RunRow> = {},
    ) {
      await records.save(connectionId, recordOf(name, epochs));
      rows.set(`${connectionId} ${name}`, {
        title: `${name} of ${connectionId}`,
        createdAt: '2026-11-24T21:31:00.000Z',
        target: 'Salary',
        predictorType: 'regressor',
        rowCounts: { train: 20, validation: 0, test: 10 },
        isPinned: false,
        ...row,
      });
      if (weight === undefined) return;
      const own = records.folderOf(connectionId, name);
      await mkdir(own, { recursive: true });
      await records.saveEvaluation(connectionId, name, evaluationOf(weight));
      await writeFile(join(own, 'model.tar.gz'), 'a model');
    },
  };
}

const better: HeldOutComparison = {
  kind: 'regressors',
  predictorType: 'regressor',
  target: 'Salary',
  commonRowCount: 10,
  rowCounts: { a: 10, b: 10 },
  alignedBy: 'row-number',
  differences: [
    { metric: 'r2', first: 0.9, second: 0.92, difference: 0.02, low: 0.01, high: 0.03, rowCount: 10 },
  ],
  featureNames: [],
  counts: { closerA: 1, closerB: 9, equal: 0 },
  closerA: [],
  closerB: [],
};
const reference = (connectionId: string, trainingJobName: string) => ({ connectionId, trainingJobName });
const { signal } = new AbortController();

describe('runs of several connections', () => {
  test('are compared with the first, from what this machine has of them and without a session', async () => {
    const requests: HeldOutRequest[] = [];
    const machine = openMachine(async (request) => {
      requests.push(request);
      return better;
    });
    await machine.addRun('local', 'job-1', 15, 1);
    await machine.addRun('aws:default@us-east-1', 'job-2', 30, 2);
    const compared = await compareRuns(
      machine.services,
      [reference('local', 'job-1'), reference('aws:default@us-east-1', 'job-2')],
      signal,
    );
    expect(machine.sessions).toEqual([]);
    expect(requests).toMatchObject([
      { a: { testPath: '/test' }, b: { testPath: '/test', format: 'recordio' } },
    ]);
    expect(compared).toMatchObject({
      base: 0,
      runs: [
        { run: { title: 'job-1 of local' } },
        {
          run: { title: 'job-2 of aws:default@us-east-1' },
          against: {
            verdict: { kind: 'compared', result: 'better', isBeyondChance: true },
            experiment: [{ path: ['hyperparameters', 'epochs'], before: 15, after: 30 }],
            preparation: [],
            data: { kind: 'same' },
          },
        },
      ],
    });
    expect(compared.runs[0]).not.toHaveProperty('against');
  });

  test('are compared with the pinned one of them', async () => {
    const machine = openMachine(async () => better);
    await machine.addRun('local', 'job-1', 15, 1);
    await machine.addRun('local', 'job-2', 15, 2, { isPinned: true });
    const { base, runs } = await compareRuns(
      machine.services,
      [reference('local', 'job-1'), reference('local', 'job-2')],
      signal,
    );
    expect(base).toBe(1);
    expect(runs.map(({ against }) => against?.verdict.kind)).toEqual(['compared', undefined]);
  });
});

test('a run that was deleted meanwhile has its failure, the others are compared', async () => {
  const machine = openMachine(async () => better);
  await machine.addRun('local', 'job-2', 15, 1);
  await machine.addRun('local', 'job-3', 15, 2);
  const references = ['job-1', 'job-2', 'job-3'].map((name) => reference('local', name));
  const { base, runs } = await compareRuns(machine.services, references, signal);
  expect(base).toBe(1);
  expect(runs).toMatchObject([{ failure: { code: 'run-gone' } }, { run: {} }, { against: { verdict: {} } }]);
});

test('a run that cannot be evaluated because its connection is unreachable says so, and still has its differences', async () => {
  const machine = openMachine(async () => better);
  await machine.addRun('local', 'job-1', 15, 1);
  await machine.addRun('aws:default@us-east-1', 'job-2', 30, undefined);
  const { runs } = await compareRuns(
    machine.services,
    [reference('local', 'job-1'), reference('aws:default@us-east-1', 'job-2')],
    signal,
  );
  expect(machine.sessions).toEqual(['aws:default@us-east-1']);
  expect(runs[1]).toMatchObject({
    failure: { message: 'offline' },
    against: { verdict: { kind: 'not-comparable', why: 'not-evaluated', side: 'run' }, experiment: [{}] },
  });
});

test('one run, the same run twice, and eleven runs are refused', async () => {
  const { services } = openMachine(async () => better);
  const many = Array.from({ length: 11 }, (_, index) => reference('local', `job-${index}`));
  const twice = [reference('local', 'job-1'), reference('local', 'job-1')];
  for (const [references, given] of [
    [twice, 1],
    [many, 11],
  ] as const)
    await expect(compareRuns(services, references, signal)).rejects.toMatchObject({
      code: 'runs-to-compare',
      facts: { given },
    });
});
