import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { executed, FakePanel, Uri } from '../../../../test/fakeVscode.ts';
import { experimentSchema } from '../../../data/shapes/experiment.ts';
import type { HeldOutComparison, HeldOutRequest } from '../../../data/shapes/heldOutComparison.ts';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import type { RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import { openRunRecords } from '../../../runs/openRunRecords.ts';
import type { ComparedState, CompareState } from '../contract.ts';
import { parseRuns, showComparePage } from './page.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-page-'));
});
afterEach(() => rm(folder, { recursive: true }));

const experiment = experimentSchema.parse({
  version: 1,
  dataset: 'salary.csv',
  target: 'Salary',
  features: [{ column: 'Years' }],
  split: { test: 0.25 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
});
const metrics = { rowCount: 10, mse: 1, rmse: 1, mae: 1, r2: 0.9, maxAbsoluteError: 1, bias: 0 };
const evaluationOf = (weight: number, rowCount: number): RegressionEvaluation => ({
  predictorType: 'regressor',
  target: 'Salary',
  featureNames: ['Years'],
  coefficients: { bias: 1, weights: [weight] },
  metrics: { ...metrics, rowCount },
  baseline: metrics,
  trainMetrics: metrics,
  trainMean: 0,
  pairs: Array.from({ length: rowCount }, (_, index) => ({
    row: index + 1,
    features: [index / 3],
    actual: index / 7,
    predicted: index / 11,
  })),
});
const compared = (listed: number): HeldOutComparison => ({
  kind: 'regressors',
  predictorType: 'regressor',
  target: 'Salary',
  commonRowCount: 10,
  rowCounts: { a: 10, b: 10 },
  alignedBy: 'row-number',
  differences: [
    { metric: 'r2', first: 0.9, second: 0.92, difference: 0.02, low: 0.01, high: 0.03, rowCount: 10 },
  ],
  featureNames: ['Years'],
  counts: { closerA: 0, closerB: listed, equal: 0 },
  closerA: [],
  closerB: Array.from({ length: listed }, (_, row) => ({
    row,
    features: Array.from({ length: 50 }, (__, at) => at / 7),
    actual: row / 3,
    predicted: { a: row / 7, b: row / 9 },
  })),
});

/** Runs job-0, job-1… of this machine on a page; `compareHeldOut` is what the data engine does. */
async function openPage(
  count: number,
  {
    rowCount = 10,
    compareHeldOut = () => Promise.resolve(compared(5)),
    pinned,
  }: {
    readonly rowCount?: number;
    readonly compareHeldOut?: (request: HeldOutRequest) => Promise<HeldOutComparison>;
    readonly pinned?: number;
  } = {},
) {
  const panel = new FakePanel('linearLearner.compare', 'Compare: salary');
  const records = openRunRecords(folder);
  const rows = new Map<string, Partial<RunRow>>();
  const listeners: (() => void)[] = [];
  const references = Array.from({ length: count }, (_, index) => ({
    connectionId: 'local',
    trainingJobName: `job-${index}`,
  }));
  for (const [index, { connectionId, trainingJobName }] of references.entries()) {
    await records.save(connectionId, {
      version: 1,
      trainingJobName,
      title: 'salary',
      datasetSha256: 'a'.repeat(64),
      rowCounts: { train: 20, validation: 0, test: 10 },
      prepareMs: 1,
      uploadMs: 1,
      uploadedBytes: 1,
      experiment,
      experimentPath: '/salary.linear.json',
      preparation: { version: 3, target: 'Salary', features: [], trainMean: 0, testRowNumbers: [1] },
      trainPath: '/train',
      testPath: '/test',
      modelS3Uri: 's3://bucket/model.tar.gz',
    });
    const own = records.folderOf(connectionId, trainingJobName);
    await mkdir(own, { recursive: true });
    await records.saveEvaluation(connectionId, trainingJobName, evaluationOf(index, rowCount));
    await writeFile(join(own, 'model.tar.gz'), 'a model');
    rows.set(trainingJobName, {
      title: 'salary',
      createdAt: '2026-11-24T21:31:00.000Z',
      target: 'Salary',
      predictorType: 'regressor',
      rowCounts: { train: 20, validation: 0, test: 10 },
      isPinned: index === pinned,
    });
  }
  const services = {
    extensionUri: new Uri('/extension'),
    log: { error: () => undefined, warn: () => undefined },
    engine: { evaluate: () => Promise.reject(new Error('not here')), compareHeldOut },
    records,
    sessionOf: () => () => Promise.reject(new Error('offline')),
    history: {
      find: async (_: string, name: string) => rows.get(name),
      outcomeOf: async () => undefined,
      onDidChange: (listener: () => void) => {
        listeners.push(listener);
        return { dispose: () => undefined };
      },
    },
  };
  // SAFETY: the page uses no other part of the services and of the panel.
  showComparePage(services as never, panel as never, { runs: JSON.stringify(references) }, references);
  panel.say({ type: 'ready' });
  let requests = 0;
  return {
    panel,
    rows,
    changed: () => {
      for (const listener of listeners) listener();
    },
    request: (name: string, body: object) => {
      requests += 1;
      panel.say({ type: 'request', id: requests, name, body });
    },
    state: () => panel.posted.reduce<CompareState | undefined>(withMessage, undefined),
  };
}

function withMessage(state: CompareState | undefined, message: unknown): CompareState | undefined {
  // SAFETY: the host posts what its contract holds.
  const { name, body } = message as { readonly name?: string; readonly body?: CompareState };
  return name === 'state' ? body : state;
}

const verdictsOf = (state: CompareState | undefined) =>
  state?.kind === 'compared'
    ? state.runs.map(({ against, isComparing }) => (isComparing ? 'comparing' : against?.verdict.kind))
    : undefined;

describe('the Compare page', () => {
  test('shows what the records say while held-out rows are being compared, then the verdict', async () => {
    let answer: (found: HeldOutComparison) => void = () => undefined;
    const pending = new Promise<HeldOutComparison>((resolve) => {
      answer = resolve;
    });
    const { state } = await openPage(2, { compareHeldOut: () => pending });
    await expect.poll(() => verdictsOf(state())).toEqual([undefined, 'comparing']);
    expect(state()).toMatchObject({ runs: [{}, { against: { experiment: [], data: { kind: 'same' } } }] });
    answer(compared(5));
    await expect.poll(() => verdictsOf(state())).toEqual([undefined, 'compared']);
  });

  test('compares with the pinned run, and with another when the user says so', async () => {
    const requests: HeldOutRequest[] = [];
    const { state, request } = await openPage(3, {
      pinned: 2,
      compareHeldOut: async (given) => {
        requests.push(given);
        return compared(5);
      },
    });
    await expect.poll(() => verdictsOf(state())).toEqual(['compared', 'compared', undefined]);
    request('chooseBase', { run: 1 });
    await expect.poll(() => verdictsOf(state())).toEqual(['compared', undefined, 'compared']);
    expect(requests).toHaveLength(4);
    expect(new Set(requests.slice(2).map(({ a }) => a.modelPath)).size).toBe(1);
  });

  test('says that a run is gone when another window deletes it, and compares with the next one', async () => {
    const { state, rows, changed } = await openPage(3);
    await expect.poll(() => verdictsOf(state())).toEqual([undefined, 'compared', 'compared']);
    rows.delete('job-0');
    changed();
    await expect.poll(() => verdictsOf(state())).toEqual([undefined, undefined, 'compared']);
    expect(state()).toMatchObject({ base: 1, runs: [{ failure: { code: 'run-gone' } }, {}, {}] });
  });

  test('follows new titles and pins without comparing again', async () => {
    let comparisons = 0;
    const { state, rows, changed } = await openPage(2, {
      compareHeldOut: async () => {
        comparisons += 1;
        return compared(5);
      },
    });
    await expect.poll(() => verdictsOf(state())).toEqual([undefined, 'compared']);
    rows.set('job-1', { ...rows.get('job-1'), title: 'with age' });
    changed();
    await expect.poll(state).toMatchObject({ runs: [{}, { run: { title: 'with age' } }] });
    expect(comparisons).toBe(1);
  });

  test('gets messages of less than a megabyte for ten runs of many rows', async () => {
    const { panel, state } = await openPage(10, {
      rowCount: 3000,
      compareHeldOut: () => Promise.resolve(compared(200)),
    });
    await expect
      .poll(() => verdictsOf(state())?.filter((kind) => kind === 'compared'), { timeout: 30_000 })
      .toHaveLength(9);
    const lengths = panel.posted.map((message) => JSON.stringify(message).length);
    expect(Math.max(...lengths)).toBeLessThan(1_000_000);
    // SAFETY: it was just seen to be compared.
    const { runs } = state() as ComparedState;
    const heldOut = runs[9]?.against?.heldOut;
    expect(heldOut?.kind === 'regressors' && heldOut.closerB.length).toBeGreaterThan(20);
  });

  test('opens a run on its own connection', async () => {
    const { state, request } = await openPage(2);
    await expect.poll(() => verdictsOf(state())).toEqual([undefined, 'compared']);
    request('openRun', { run: 1 });
    await expect
      .poll(() => executed.at(-1))
      .toEqual({
        command: 'linearLearner.openRun',
        given: [{ connectionId: 'local', trainingJobName: 'job-1' }],
      });
  });
});

test('the runs of a restored panel are two to ten references, and nothing else', () => {
  const one = { connectionId: 'local', trainingJobName: 'job-1' };
  expect(parseRuns(JSON.stringify([one, one]))).toEqual([one, one]);
  for (const text of [
    '',
    '[]',
    JSON.stringify([one]),
    '[1,2]',
    JSON.stringify(Array.from({ length: 11 }, () => one)),
  ])
    expect(parseRuns(text)).toBeUndefined();
});
