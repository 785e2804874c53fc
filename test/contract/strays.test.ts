import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openStrays } from '../../src/runs/strays.ts';
import { noticeStrays } from '../../src/views/strayNotice.ts';
import { executed, forgetShown, shown } from '../fakeVscode.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import { bucket, modelKey, openWindow } from '../fakeAws/window.ts';
import type { FakeWindow } from '../fakeAws/window.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const accountId = '111122223333';
const signal = new AbortController().signal;
let fake: FakeAws;
let folder = '';
/** Another machine of this user. */
let other: FakeWindow;
const windows: FakeWindow[] = [];
const windowOn = (machine: string) => {
  const window = openWindow(fake, { storage: join(folder, machine), accountId, now: () => 0 });
  windows.push(window);
  return window;
};
const straysOf = ({ ledger, jobs, session }: FakeWindow) =>
  openStrays({ ledger, jobs, sessionOf: () => async () => session });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-strays-'));
  fake = await openFakeAws({ accounts: [accountId] });
  other = windowOn('other');
  const { aws } = other.session;
  await aws.ensureBucket(bucket, { accountId });
  const path = join(folder, 'model');
  await writeFile(path, 'no artifact');
  await aws.uploadFiles([{ path, bucket, key: modelKey }]);
});
beforeEach(() => forgetShown());
afterEach(async () => {
  for (const { endpointName } of await other.session.aws.listEndpoints())
    await other.delete(endpointName, signal);
});
afterAll(async () => {
  for (const window of windows) window.close();
  await fake.stop();
  await rm(folder, { recursive: true, force: true });
});

const anHourAgo = () => new Date(Date.now() - 3_600_000).toISOString();

test('an endpoint with the user as owner that the journal did not know is a stray, once; a colleague’s is none', async () => {
  await other.deploy('salary-1', signal);
  const { roleArn } = await other.session.destination();
  await other.session.aws.deploy({
    endpointName: 'theirs-1',
    imageUri: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
    modelS3Uri: `s3://${bucket}/${modelKey}`,
    roleArn,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    origin: { trainingJobName: 'job-9' },
  });
  const [window, second] = [windowOn('found'), windowOn('found')];
  const [strays, ofSecond] = [straysOf(window), straysOf(second)];
  await strays.remember();
  await ofSecond.remember();
  await window.poll();
  const taken = [...(await strays.take(signal)), ...(await ofSecond.take(signal))];
  expect(taken).toEqual([
    {
      kind: 'endpoint',
      name: 'salary-1',
      connectionId: window.session.connectionId,
      rate: { kind: 'unknown' },
    },
  ]);
  // Nor after a restart.
  const restarted = straysOf(windowOn('found'));
  await restarted.remember();
  expect(await restarted.take(signal)).toEqual([]);
});

test('a request without a result is a stray once AWS shows what became of it, unless it was just made', async () => {
  const made = windowOn('made');
  await made.deploy('salary-2', signal);
  const { trainingJobName } = await made.train(signal);
  const [endpoints, jobs] = [await made.ledger.read(), await made.jobs.read()];
  for (const [machine, recordedAt, expected] of [
    ['crashed', anHourAgo(), ['salary-2', trainingJobName]],
    ['busy', new Date().toISOString(), []],
  ] as const) {
    const window = windowOn(machine);
    for (const entry of endpoints.entries)
      await window.ledger.record({ ...entry, recordedAt, state: 'requested' });
    for (const entry of jobs.entries) await window.jobs.record({ ...entry, recordedAt, state: 'requested' });
    const strays = straysOf(window);
    await strays.remember();
    await window.poll();
    expect((await strays.take(signal)).map(({ name }) => name)).toEqual(expected);
  }
});

test('a request that never had an effect is no stray', async () => {
  const window = windowOn('lost');
  await window.ledger.record({
    connectionId: window.session.connectionId,
    endpointName: 'salary-3',
    trainingJobName: 'job-1',
    recordedAt: anHourAgo(),
    attempt: 'none',
    state: 'requested',
  });
  const strays = straysOf(window);
  await strays.remember();
  await window.poll();
  expect(await strays.take(signal)).toEqual([]);
});

test('tags that cannot be read now are read at the next look', async () => {
  await other.deploy('salary-4', signal);
  const window = windowOn('denied');
  const strays = straysOf(window);
  await strays.remember();
  await window.poll();
  fake.setFaults({ name: 'denied', action: 'sagemaker:ListTags' });
  expect(await strays.take(signal)).toEqual([]);
  fake.setFaults();
  expect(await strays.take(signal)).toMatchObject([{ name: 'salary-4' }]);
});

test('one notice names strays with their cost and offers to delete them', async () => {
  const connectionId = 'aws:me@us-east-1';
  const rate = { kind: 'known', usdPerHour: 0.35, source: 'shipped', publishedOn: '2026-11-23' } as const;
  const endpoint = { kind: 'endpoint', name: 'salary-1', connectionId, rate } as const;
  forgetShown('Delete…', 'Clean Up…');
  noticeStrays([endpoint]);
  noticeStrays([endpoint, { kind: 'trainingJob', name: 'job-1', connectionId, rate: { kind: 'unknown' } }]);
  noticeStrays([]);
  expect(shown.map(({ message }) => message)).toEqual([
    expect.stringContaining('Still billed: endpoint salary-1 ($0.350 per hour).'),
    expect.stringContaining(
      'Still billed: endpoint salary-1 ($0.350 per hour), training job job-1 (cost unknown).',
    ),
  ]);
  await vi.waitFor(() =>
    expect(executed).toMatchObject([
      {
        command: 'linearLearner.deleteEndpoint',
        given: [{ endpointName: 'salary-1', connectionId, confirmed: false }],
      },
      { command: 'linearLearner.cleanUp', given: [{ connectionId }] },
    ]),
  );
});
