import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Connection } from '../../../aws/connections/types.ts';
import { experimentSchema } from '../../../data/shapes/experiment.ts';
import { openQuotaSweeps } from '../../../runs/preflight/quotaSweeps.ts';
import { openExperimentChecks } from './checks.ts';
import type { CheckServices } from './checks.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

const experimentWith = (more: object = {}) =>
  experimentSchema.parse({
    version: 1,
    dataset: 't.csv',
    target: 'y',
    split: { test: 0.2 },
    training: { instanceType: 'ml.c4.xlarge' },
    endpoint: { instanceType: 'ml.m4.xlarge' },
    ...more,
  });
const ofAws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const identity = { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:root' };

let connection: Connection = ofAws;
let whoAmI = vi.fn<(signal: AbortSignal) => Promise<typeof identity>>();
let now = 0;
let signInEndsAtMs: number | undefined;
beforeEach(() => {
  connection = ofAws;
  now = 0;
  signInEndsAtMs = undefined;
  whoAmI = vi.fn(async () => identity);
});
afterEach(() => vi.restoreAllMocks());

function openList() {
  const refuse = () => Promise.reject(new Error('not known here'));
  const aws = {
    whoAmI: (signal: AbortSignal) => whoAmI(signal),
    bucketStanding: async () => ({ kind: 'exists', region: 'eu-west-1', owner: 'expected' }),
    lookAtRole: refuse,
    simulate: refuse,
    sweepQuotas: refuse,
    describeTrainingJob: refuse,
  };
  // SAFETY: what the checks need of a session; anything else would be missed at once.
  const services = {
    connection: () => connection,
    openSession: async () => ({
      aws,
      connection,
      signInEndsAtMs: async () => signInEndsAtMs,
      region: 'us-east-1',
      configuredEndpoints: {},
      bucketOwner: async () => undefined,
    }),
    destinations: { find: async () => ({ bucket: 'tables', roleArn: 'arn:aws:iam::111122223333:role/r' }) },
    trust: async () => ({ isConfirmed: async () => true }),
    quotas: async () => openQuotaSweeps(),
  } as unknown as CheckServices;
  const onChange = vi.fn();
  return { onChange, list: openExperimentChecks(services, '/t.linear.json', onChange, () => now) };
}

test('nothing is checked on Local', async () => {
  connection = { kind: 'local' };
  const { list } = openList();
  await list.look(experimentWith());
  expect(list.shown()).toBeUndefined();
  expect(whoAmI).not.toHaveBeenCalled();
});

test('failed check has its message and its fix', async () => {
  const { list, onChange } = openList();
  await list.look(experimentWith());
  const bucket = list.shown()?.lines.find(({ check }) => check === 'bucket');
  expect(bucket).toEqual({
    check: 'bucket',
    state: 'failed',
    verdict: 'Blocks training',
    message: 'Bucket tables is in eu-west-1. SageMaker needs a bucket in the region of the training.',
    stopsTraining: true,
    fixes: ['Choose Bucket…'],
  });
  expect(list.fixOf('bucket', 0)).toEqual({ kind: 'chooseBucket' });
  expect(list.fixOf('bucket', 1)).toBeUndefined();
  expect(onChange).toHaveBeenCalledTimes(2);
});

test('an edit that no check depends on checks nothing again; another one does', async () => {
  const { list } = openList();
  await list.look(experimentWith());
  await list.look(experimentWith({ hyperparameters: { epochs: 3 } }));
  expect(whoAmI).toHaveBeenCalledTimes(1);
  await list.look(experimentWith({ training: { instanceType: 'ml.m5.large' } }));
  expect(whoAmI).toHaveBeenCalledTimes(2);
  await list.look(experimentWith({ training: { instanceType: 'ml.m5.large' } }), { retry: true });
  expect(whoAmI).toHaveBeenCalledTimes(3);
  now += 300_000;
  await list.look(experimentWith({ training: { instanceType: 'ml.m5.large' } }));
  expect(whoAmI).toHaveBeenCalledTimes(4);
});

test('a look that another one overtakes, or that closing ends, is aborted and shows nothing', async () => {
  const signals: AbortSignal[] = [];
  whoAmI.mockImplementation(
    (signal) =>
      new Promise((_, reject) => {
        signals.push(signal);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  const { list, onChange } = openList();
  const first = list.look(experimentWith());
  await expect.poll(() => signals.length).toBe(1);
  expect(list.shown()).toEqual({ isRunning: true, lines: [] });
  const second = list.look(experimentWith({ training: { instanceType: 'ml.m5.large' } }));
  await expect.poll(() => signals.length).toBe(2);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  list.dispose();
  await Promise.all([first, second]);
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
  expect(onChange).toHaveBeenCalledTimes(2);
});

test('what was known of one connection is not shown of another', async () => {
  const { list } = openList();
  await list.look(experimentWith());
  connection = { ...ofAws, region: 'us-west-2' };
  whoAmI.mockImplementation(() => new Promise(() => undefined));
  void list.look(experimentWith());
  await expect.poll(() => list.shown()).toEqual({ isRunning: true, lines: [] });
});

test('the last minutes of a sign-in are counted down while the form is open, and its end is an error', async () => {
  vi.useFakeTimers();
  const { list, onChange } = openList();
  signInEndsAtMs = Date.now() + 12 * 60_000 + 1;
  await list.look(experimentWith());
  const line = () => list.shown()?.lines.find(({ check }) => check === 'credentials');
  expect(line()?.message).toBe('Signed in to account 111122223333 for 12 more min');
  onChange.mockClear();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(line()?.message).toBe('Signed in to account 111122223333 for 11 more min');
  expect(whoAmI).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(11 * 60_000 + 10);
  expect(whoAmI).toHaveBeenCalledTimes(2);
  expect(line()).toMatchObject({
    state: 'failed',
    message: 'The sign-in has expired. Sign in again.',
    fixes: ['Sign In'],
  });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(whoAmI).toHaveBeenCalledTimes(2);
  list.dispose();
  vi.useRealTimers();
});

test('nothing is counted down or checked again once the form is closed', async () => {
  vi.useFakeTimers();
  const { list, onChange } = openList();
  signInEndsAtMs = Date.now() + 5 * 60_000;
  await list.look(experimentWith());
  onChange.mockClear();
  list.dispose();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(onChange).not.toHaveBeenCalled();
  expect(whoAmI).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
