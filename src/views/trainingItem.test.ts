import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { statusBarItems } from '../../test/fakeVscode.ts';
import { failureText } from '../platform/serviceMessages.ts';
import { jobKey } from '../runs/jobLedger.ts';
import type { JobEntry, JobLedger } from '../runs/jobLedger.ts';
import type { Session } from '../runs/session.ts';
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
  const recorded = new Map(entries.map((entry) => [jobKey(entry), entry]));
  const world = {
    recorded,
    unreadable: [] as string[],
    statuses: new Map<string, string>(),
    stopped: [] as string[],
    isDown: false,
    accountId: '111122223333',
    text: () => {
      const item = statusBarItems.get('linearLearner.training');
      return item?.isVisible === true ? item.text : undefined;
    },
  };
  const jobs: JobLedger = {
    read: async () => ({ entries: [...recorded.values()], unreadable: world.unreadable }),
    record: async (entry) => void recorded.set(jobKey(entry), entry),
    forget: async (entry) => void recorded.delete(jobKey(entry)),
    forgetUnreadable: async () => undefined,
  };
  const aws = {
    sightTrainingJob: async (name: string) => {
      if (world.isDown) throw new Error('offline');
      const status = world.statuses.get(name);
      return status === undefined ? { kind: 'missing' } : { kind: 'found', details: { status } };
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
  const sessionOf = () => async () => session as unknown as Session;
  return { ...world, world, item: createTrainingItem({ jobs, sessionOf }) };
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
  const { world, item, recorded } = openWorld(job('salary'));
  world.statuses.set('salary-1', 'InProgress').set('loans-1', 'InProgress');
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) Training salary');
  expect(statusBarItems.get('linearLearner.training')?.accessibilityInformation).toEqual({
    label: 'Linear Learner: training, Training salary',
  });
  const loans = job('loans', { recordedAt: '2026-11-24T01:00:00.000Z' });
  recorded.set(jobKey(loans), loans);
  await item.refresh();
  expect(world.text()).toBe('$(loading~spin) 2 training jobs');
  world.isDown = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.text()).toBe('$(loading~spin) 2 training jobs');
  world.isDown = false;
  world.statuses.set('salary-1', 'Completed');
  await vi.advanceTimersByTimeAsync(5000);
  expect(world.text()).toBe('$(loading~spin) Training loans');
  world.statuses.set('loans-1', 'Failed');
  await vi.advanceTimersByTimeAsync(1000);
  expect(world.text()).toBeUndefined();
  expect(recorded.size).toBe(0);
  item.dispose();
});

test("training item shows another window's job at the next read of the ledger", async () => {
  const { world, item, recorded } = openWorld();
  await item.refresh();
  expect(world.text()).toBeUndefined();
  world.statuses.set('salary-1', 'InProgress');
  recorded.set(jobKey(job('salary')), job('salary'));
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
  const { world, item, recorded } = openWorld(job('salary'));
  world.accountId = '444455556666';
  await item.refresh();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(world.text()).toBe('$(loading~spin) Training salary');
  expect(recorded.size).toBe(1);
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
