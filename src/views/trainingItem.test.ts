import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { statusBarItems } from '../../test/fakeVscode.ts';
import { connectionId } from '../aws/connections/types.ts';
import { Failure } from '../learner/errors.ts';
import { failureText } from '../platform/serviceMessages.ts';
import { jobKey } from '../guard/journal/jobLedger.ts';
import { memoryLedger } from '../guard/journal/memoryLedger.testing.ts';
import type { JobEntry } from '../guard/journal/jobLedger.ts';
import { openConnectionStates } from '../runs/connectionStates.ts';
import type { Session } from '../runs/session.ts';
import { attentionOf } from '../platform/attention.testing.ts';
import { createTrainingItem } from './trainingItem.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
// The texts are loaded in real time.
beforeAll(async () => void (await failureText(new Error('any'))));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const job = (title: string, change: Partial<JobEntry> = {}): JobEntry => ({
  connectionId: 'local',
  trainingJobName: `${title}-1`,
  title,
  recordedAt: '2026-11-24T00:00:00.000Z',
  account: { accountId: '111122223333', region: 'us-east-1' },
  state: 'seen',
  ...change,
});

/** A ledger in memory and a service whose jobs the test decides. */
function openWorld(...entries: readonly JobEntry[]) {
  const world = {
    entries: [...entries],
    unreadable: [] as string[],
    statuses: new Map<string, string>(),
    details: {},
    stopped: [] as string[],
    isDown: false,
    expired: new Set<string>(),
    polls: 0,
    accountId: '111122223333',
    text: () => {
      const item = statusBarItems.get('linearLearner.training');
      return item?.isVisible === true ? item.text : undefined;
    },
  };
  const jobs = memoryLedger(jobKey, world);
  const aws = {
    sightTrainingJob: async (name: string) => {
      if (world.isDown) throw new Error('offline');
      const status = world.statuses.get(name);
      return status === undefined
        ? { kind: 'missing' }
        : { kind: 'found', details: { status, ...world.details } };
    },
    stopTrainingJob: async (name: string) => void world.stopped.push(name),
  };
  const session = {
    aws,
    region: 'us-east-1',
    pollIntervalMs: 500,
    identity: async () => ({ accountId: world.accountId, arn: '' }),
  };
  // SAFETY: the item uses no other part of a session.
  const local = session as unknown as Session;
  const states = openConnectionStates();
  const failure = new Failure('credentials-expired', { operation: '', awsMessage: '', sso: true }, 'expired');
  const sessionOf = (id: string) => async () => {
    world.polls += 1;
    if (!world.expired.has(id)) return local;
    states.blocked(id, { kind: 'expired', failure });
    throw failure;
  };
  const attention = attentionOf('watched');
  const item = createTrainingItem({ jobs, sessionOf, states }, attention);
  return { ...world, world, item, jobs, states, attention };
}

test('click on the training item opens the newest job on its own connection', async () => {
  const elsewhere = job('loans', { connectionId: 'local', recordedAt: '2026-11-24T01:00:00.000Z' });
  const { world, item } = openWorld(job('salary'), elsewhere);
  world.statuses.set('salary-1', 'InProgress').set('loans-1', 'InProgress');
  await item.refresh();
  expect(statusBarItems.get('linearLearner.training')?.command).toMatchObject({
    command: 'linearLearner.openRun',
    arguments: [{ trainingJobName: 'loans-1', connectionId: 'local' }],
  });
  item.dispose();
});

test('training item shows each job until it has ended, whatever a poll meets', async () => {
  const { world, item, jobs } = openWorld(job('salary'));
  world.statuses.set('salary-1', 'InProgress').set('loans-1', 'InProgress');
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) Training salary');
  expect(statusBarItems.get('linearLearner.training')?.accessibilityInformation).toEqual({
    label: 'Linear Learner: training, Training salary, salary-1 · Local · InProgress',
  });
  const loans = job('loans', { recordedAt: '2026-11-24T01:00:00.000Z' });
  await jobs.record(loans);
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) 2 training jobs');
  world.isDown = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.text()).toBe('$(loading~spin) 2 training jobs');
  world.isDown = false;
  world.statuses.set('salary-1', 'Completed');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.text()).toBe('$(loading~spin) Training loans');
  world.statuses.set('loans-1', 'Failed');
  await vi.advanceTimersByTimeAsync(1000);
  expect(world.text()).toBeUndefined();
  expect(world.entries).toEqual([]);
  item.dispose();
});

test("training item shows another window's job at the next read of the ledger", async () => {
  const { world, item, jobs } = openWorld();
  await item.refresh();
  expect(world.text()).toBeUndefined();
  world.statuses.set('salary-1', 'InProgress');
  await jobs.record(job('salary'));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(world.text()).toBe('$(loading~spin) Training salary');
  item.dispose();
});

test('abandoned job is stopped as soon as it is seen, and shown until it has ended', async () => {
  const { world, item } = openWorld(job('salary', { state: 'abandoned' }));
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) Training salary');
  expect(world.stopped).toEqual([]);
  world.statuses.set('salary-1', 'InProgress');
  await vi.advanceTimersByTimeAsync(5000);
  expect(world.stopped).toEqual(['salary-1']);
  world.statuses.set('salary-1', 'Stopped');
  await vi.advanceTimersByTimeAsync(5000);
  expect(world.text()).toBeUndefined();
  item.dispose();
});

test('job of another account stays shown', async () => {
  const { world, item } = openWorld(job('salary'));
  world.accountId = '444455556666';
  await item.refresh();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(world.text()).toBe('$(loading~spin) Training salary');
  expect(world.entries).toHaveLength(1);
  item.dispose();
});

test('unreadable job record is reported', async () => {
  const { world, item } = openWorld();
  world.unreadable = ['/storage/trainingJobs/1.json'];
  await item.refresh();
  expect(world.text()).toBe('$(warning) training jobs unknown');
  expect(statusBarItems.get('linearLearner.training')?.tooltip).toContain('/storage/trainingJobs/1.json');
  item.dispose();
});

test('jobs of an expired session are polled again only when the user signs in or returns; others keep being polled', async () => {
  const id = connectionId({ kind: 'aws', profile: 'science', region: 'us-east-1' });
  const { world, item, states, attention } = openWorld(job('salary', { connectionId: id }));
  world.expired.add(id);
  world.statuses.set('salary-1', 'InProgress').set('loans-1', 'InProgress');
  const polled = async (ms: number) => {
    const { polls } = world;
    await vi.advanceTimersByTimeAsync(ms);
    return world.polls - polls;
  };
  await item.refresh();
  expect(world.polls).toBe(1);
  expect(await polled(3_600_000)).toBe(0);
  attention.become('unfocused');
  attention.become('watched');
  expect(await polled(3_600_000)).toBe(1);
  expect(statusBarItems.get('linearLearner.training')?.tooltip).toContain('state unknown');
  world.entries.push(job('loans'));
  await item.refresh();
  expect(await polled(1000)).toBe(10);
  world.entries = world.entries.filter(({ trainingJobName }) => trainingJobName !== 'loans-1');
  await item.refresh();
  world.expired.delete(id);
  states.succeeded(id);
  expect(await polled(5000)).toBe(1);
  expect(statusBarItems.get('linearLearner.training')?.tooltip).toContain('InProgress');
  expect(await polled(5000)).toBe(1);
  item.dispose();
});

test('training item shows what jobs on AWS have cost so far, or that it is unknown', async () => {
  const id = connectionId({ kind: 'aws', profile: 'science', region: 'us-east-1' });
  const { world, item } = openWorld(job('salary', { connectionId: id }), job('loans', { connectionId: id }));
  world.statuses.set('salary-1', 'InProgress').set('loans-1', 'InProgress');
  world.details = { instanceType: 'ml.m5.large', instanceCount: 2, startedAt: Date.now() - 30 * 60_000 };
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) 2 training jobs · $0.23 so far');
  const { tooltip, accessibilityInformation } = statusBarItems.get('linearLearner.training') ?? {};
  expect(tooltip).toContain('salary-1 · science@us-east-1 · InProgress · $0.12 so far');
  expect(accessibilityInformation?.label).toContain('2 training jobs, $0.23 so far');
  world.details = { ...world.details, instanceType: 'ml.x9.huge' };
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) 2 training jobs · cost so far unknown');
  world.isDown = true;
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) 2 training jobs · state unknown');
  item.dispose();
});
