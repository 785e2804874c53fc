import { shippedRates } from '../../../aws/costs.ts';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Failure } from '../../../learner/errors.ts';
import { openConnectionStates } from '../../../runs/connectionStates.ts';
import { openPictureRequests } from '../../../runs/report/pictureRequests.ts';
import { executed, FakePanel, forgetShown, shown, Uri } from '../../../../test/fakeVscode.ts';
import { runRow } from '../../../data/shapes/runRow.testing.ts';
import type { RunRow } from '../../../data/shapes/runRow.ts';
import type { TrainingJobDetails, TrainingUpdate } from '../../../aws/trainingJobs.ts';
import { updated } from '../update.ts';
import type { RunUpdate } from '../contract.ts';
import type { RunFollowed, RunState } from '../contract.ts';
import { showRunPage } from './page.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-page-'));
  forgetShown();
});
afterEach(() => rm(folder, { recursive: true }));

const running: TrainingJobDetails = {
  trainingJobName: 'job-1',
  arn: 'arn',
  status: 'InProgress',
  secondaryStatus: 'Training',
  statusMessage: '',
  failureReason: undefined,
  createdAt: 1000,
  startedAt: 1000,
  endedAt: undefined,
  transitions: [],
  imageUri: 'linear-learner:1',
  roleArn: 'role',
  hyperparameters: { predictor_type: 'regressor', epochs: '15' },
  channels: [],
  outputS3Uri: 's3://bucket/output',
  modelS3Uri: undefined,
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  maxRuntimeSeconds: 86_400,
  billableSeconds: undefined,
  finalMetrics: {},
};
const completed: TrainingJobDetails = {
  ...running,
  status: 'Completed',
  secondaryStatus: 'Completed',
  endedAt: 2000,
};
const metrics = { rowCount: 10, mse: 1, rmse: 1, mae: 1, r2: 0.5, maxAbsoluteError: 3, bias: 0 };
const evaluation = {
  predictorType: 'regressor',
  target: 'y',
  featureNames: ['x'],
  coefficients: { bias: 1, weights: [2] },
  metrics,
  baseline: metrics,
  trainMetrics: metrics,
  trainMean: 1,
  pairs: [{ row: 1, features: [1], actual: 1, predicted: 2 }],
};

/** The Run page of job-1; `evaluate` is what the data engine does. */
function openRun(
  evaluate: () => Promise<unknown>,
  current = 'local',
  own: () => RunRow | undefined = () => undefined,
  isExpired = false,
) {
  let marked: () => void = () => undefined;
  const panel = new FakePanel('linearLearner.run', 'Run: salary');
  const updates: ((update: TrainingUpdate) => void)[] = [];
  const record = {
    trainingJobName: 'job-1',
    title: 'salary',
    experimentPath: join(folder, 'models', 'salary.linear.json'),
    experiment: {
      dataset: 'salary.csv',
      split: {},
      hyperparameters: {},
      format: 'csv',
      endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
    },
    rowCounts: { train: 20, validation: 0, test: 10 },
    preparation: { features: [], testRowNumbers: [1, 2] },
    testPath: '/test.csv',
    modelS3Uri: 's3://bucket/model.tar.gz',
  };
  const aws = {
    async *followTrainingJob() {
      for (;;) yield await new Promise<TrainingUpdate>((resolve) => updates.push(resolve));
    },
    downloadObject: async () => undefined,
    putJson: async () => undefined,
  };
  const states = openConnectionStates();
  const calls = {
    opened: 0,
    failure: isExpired ? new Failure('credentials-expired', { sso: true }, 'expired') : undefined,
  };
  const session = {
    aws,
    connection: { kind: 'local' },
    connectionId: 'local',
    pollIntervalMs: 1,
  };
  const services = {
    states,
    pictureRequests: openPictureRequests(),
    extensionUri: new Uri('/extension'),
    log: { error: () => undefined, warn: () => undefined },
    engine: { evaluate, tableSha256: async () => 'another' },
    openSession: async () => ({ ...session, connectionId: current }),
    sessionOf: (id: string) => async () => {
      calls.opened += 1;
      if (calls.failure === undefined) return { ...session, connectionId: id };
      states.blocked(id, { kind: 'expired', failure: calls.failure });
      throw calls.failure;
    },
    records: { find: async () => record, folderOf: () => folder, saveEvaluation: async () => undefined },
    prices: { rates: async () => shippedRates },
    history: {
      outcomeOf: async () => undefined,
      saveOutcome: async () => undefined,
      find: async () => own(),
      onDidChange: (listener: () => void) => {
        marked = listener;
        return { dispose: () => undefined };
      },
    },
    ledger: { read: async () => ({ entries: [], unreadable: [] }) },
    onDidChange: () => ({ dispose: () => undefined }),
  };
  // SAFETY: following a job uses no other part of the services and of the panel.
  showRunPage(services as never, panel as never, { connectionId: 'local', trainingJobName: 'job-1' });
  const say = async (details: TrainingJobDetails) => {
    await expect.poll(() => updates.length).toBeGreaterThan(0);
    updates.shift()?.({ details, lines: [] });
  };
  return {
    panel,
    say,
    mark: () => marked(),
    states,
    calls,
    state: () => panel.posted.reduce<RunState | undefined>(withMessage, undefined),
  };
}

const isEvaluated = (message: unknown) => JSON.stringify(message).includes('maxAbsoluteError');

function pendingPromise() {
  let resolve: (value: unknown) => void = () => undefined;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value: unknown) => resolve(value) };
}

/** What the page shows after a message of the host. */
function withMessage(state: RunState | undefined, message: unknown): RunState | undefined {
  // SAFETY: the host posts what its contract holds.
  const { name, body } = message as { readonly name?: string; readonly body?: unknown };
  if (name === 'state') return body as RunState; // SAFETY: as above
  // SAFETY: an update follows a state of a run.
  return name === 'update' ? updated(state as RunFollowed, body as RunUpdate) : state;
}

test('the Run page of another connection follows its job and refuses to act on the current connection', async () => {
  const { panel, say, state } = openRun(() => Promise.resolve(evaluation), 'aws:default@us-east-1');
  await say(running);
  await expect.poll(state).toMatchObject({ kind: 'run', job: { status: 'InProgress' } });
  const before = executed.length;
  for (const [index, name] of ['deploy', 'stop', 'predict', 'showInTree'].entries())
    panel.say({ type: 'request', id: index, name, body: {} });
  const refusals = () => JSON.stringify(panel.posted).match(/"code":"other-connection"/g) ?? [];
  await expect.poll(() => refusals().length).toBe(4);
  expect(executed).toHaveLength(before);
  await say(completed);
  await expect.poll(state).toMatchObject({ evaluation: { metrics } });
});

test('the Run page of an expired session is not polled, and follows its job once the user has signed in', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const { panel, say, state, states, calls } = openRun(
    () => Promise.resolve(evaluation),
    'local',
    undefined,
    true,
  );
  await vi.waitFor(() => expect(state()).toMatchObject({ kind: 'failed' }));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(calls.opened).toBe(1);
  calls.failure = undefined;
  states.succeeded('local');
  await vi.advanceTimersByTimeAsync(0);
  expect(calls.opened).toBe(2);
  vi.useRealTimers();
  await say(running);
  await expect.poll(state).toMatchObject({ kind: 'run', job: { status: 'InProgress' } });
  panel.dispose();
});

test('the Run page looks at the table of its run again whenever it is shown', async () => {
  const opened = openRun(
    () => Promise.resolve(evaluation),
    'local',
    () => runRow({}),
  );
  await opened.say(running);
  await expect.poll(opened.state).toMatchObject({ datasetChange: 'missing' });
  await mkdir(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'models', 'salary.csv'), 'a,b\n');
  opened.panel.turn(true);
  await expect.poll(opened.state).toMatchObject({ datasetChange: 'changed' });
  await rm(join(folder, 'models'), { recursive: true });
  opened.panel.turn(true);
  await expect.poll(opened.state).toMatchObject({ datasetChange: 'missing' });
});

test('the Run page shows title, pin and note of its run as they change, and runs commands about it', async () => {
  let own: RunRow | undefined = runRow({ title: 'with age' });
  const opened = openRun(
    () => Promise.resolve(evaluation),
    'aws:default@us-east-1',
    () => own,
  );
  await opened.say(running);
  await expect.poll(opened.state).toMatchObject({ title: 'with age', own: { isPinned: false } });
  // The table of this run is not there.
  await expect.poll(opened.state).toMatchObject({ datasetChange: 'missing' });
  own = runRow({ title: 'with age and sex', note: 'the best so far', isPinned: true });
  opened.mark();
  await expect
    .poll(opened.state)
    .toMatchObject({ title: 'with age and sex', own: { isPinned: true, note: 'the best so far' } });
  opened.panel.say({ type: 'request', id: 1, name: 'runCommand', body: { command: 'trainAgain' } });
  await expect
    .poll(() => executed)
    .toContainEqual({
      command: 'linearLearner.trainAgain',
      given: [{ trainingJobName: 'job-1', connectionId: 'local' }],
    });
  // A click names the run, which is no consent to delete it.
  opened.panel.say({ type: 'request', id: 2, name: 'runCommand', body: { command: 'deleteRun' } });
  await expect
    .poll(() => executed)
    .toContainEqual({
      command: 'linearLearner.deleteRun',
      given: [{ trainingJobName: 'job-1', connectionId: 'local', confirmed: false }],
    });
  own = undefined;
  opened.mark();
  await expect.poll(opened.state).not.toHaveProperty('own');
});

describe('a run whose job has ended', () => {
  test('is shown as ended while its held-out rows are evaluated', async () => {
    const evaluating = pendingPromise();
    const { say, state } = openRun(() => evaluating.promise);
    await say(running);
    await expect.poll(state).toMatchObject({ kind: 'run', job: { status: 'InProgress' } });
    await say(completed);
    await expect.poll(state).toMatchObject({
      job: { status: 'Completed', endedAt: new Date(2000).toISOString() },
      evaluating: { rowCount: 10 },
    });
    expect(state()).not.toHaveProperty('evaluation');
    evaluating.resolve(evaluation);
    await expect.poll(state).toMatchObject({ evaluation: { metrics } });
    expect(state()).not.toHaveProperty('evaluating');
  });

  test('gets messages of less than a megabyte, however many rows were held out', async () => {
    const rowCount = 200_000;
    const pairs = Array.from({ length: rowCount }, (_, index) => ({
      row: index < 10_000 ? index + 1 : null,
      features: [index / 3],
      actual: index / 7,
      predicted: index / 11,
    }));
    const many = { ...evaluation, metrics: { ...metrics, rowCount }, pairs };
    const { panel, say, state } = openRun(() => Promise.resolve(many));
    await say(running);
    await say(completed);
    await expect.poll(state).toMatchObject({ evaluation: { metrics: { rowCount } } });
    panel.say({ type: 'ready' });
    await expect.poll(() => panel.posted.filter(isEvaluated)).toHaveLength(2);
    const lengths = panel.posted.map((message) => JSON.stringify(message).length);
    expect(Math.max(...lengths)).toBeLessThan(1_000_000);
    expect(Math.max(...lengths)).toBeGreaterThan(500_000);
  });

  test('says why it could not be evaluated', async () => {
    const { say, state } = openRun(() => Promise.reject(new Error('the artifact is damaged')));
    await say(completed);
    await expect.poll(state).toMatchObject({ job: { status: 'Completed' }, evaluationFailure: {} });
    expect(state()).not.toHaveProperty('evaluating');
  });

  test('is announced with the news that a converged fit does better, where it does', async () => {
    const reference = { metrics, rows: { used: 1, of: 1 }, columns: { used: 1, of: 1 }, isConverged: true };
    const { panel, say } = openRun(async () => ({
      ...evaluation,
      reference: { ...reference, model: 'worse' },
    }));
    panel.visible = false;
    await say(running);
    await say(completed);
    await expect
      .poll(() => shown.map(({ message }) => message))
      .toEqual(['salary: y = 1 + 2 × x. A converged fit does better.']);
  });

  test('is announced once, with its result, when its page is not in view', async () => {
    const evaluating = pendingPromise();
    const { panel, say, state } = openRun(() => evaluating.promise);
    panel.visible = false;
    await say(running);
    await say(completed);
    await expect.poll(state).toMatchObject({ evaluating: {} });
    expect(shown).toEqual([]);
    evaluating.resolve(evaluation);
    await expect.poll(() => shown.map(({ message }) => message)).toEqual(['salary: y = 1 + 2 × x']);
  });
});
