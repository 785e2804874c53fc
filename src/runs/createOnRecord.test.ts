import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as aws from '../aws/index.ts';
import type { CreateOptions } from '../aws/creation.ts';
import { createJobOnRecord } from './createJob.ts';
import { deployOnRecord } from './deploy.ts';
import { openEndpointLedger } from '../guard/journal/endpointLedger.ts';
import { openJobLedger } from '../guard/journal/jobLedger.ts';
import type { Session } from './session.ts';

let storage = '';
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), 'll-record-'));
});
afterEach(() => rm(storage, { recursive: true, force: true }));

/** A create call whose end is unknown, and during which another window gives up looking for what it created. */
async function lostCreate(options: CreateOptions = {}, forgetAll: () => Promise<void>): Promise<never> {
  await options.onWillCreate?.({ attempt: 'a', account: undefined, awsNowMs: undefined });
  await forgetAll();
  throw new Error('the answer was lost');
}

const sessionWith = (calls: Partial<Session['aws']>): Session => {
  const clients = aws.createClients(aws.localConnection, {
    socketPath: join(storage, 'none'),
    region: 'us-east-1',
    accessKeyId: 'AKIA',
    secretAccessKey: 'secret',
  });
  return {
    aws: { ...aws.bindOperations(clients), ...calls },
    connection: { kind: 'local' },
    connectionId: 'local',
    region: 'us-east-1',
    configuredEndpoints: clients.configured,
    endpointUrl: clients.endpointUrl,
    pollIntervalMs: 1,
    identity: async () => ({ accountId: '111122223333', arn: '' }),
    signInEndsAtMs: async () => undefined,
    lookUpAlias: async () => undefined,
    destination: () => expect.fail(),
    changeDestination: () => expect.fail(),
    ensureBucket: () => expect.fail(),
    bucketOwner: () => expect.fail(),
    agreeToOwner: () => expect.fail(),
    suggestedBucket: () => expect.fail(),
    knownDestination: () => expect.fail(),
    saveDestination: () => expect.fail(),
  };
};
const forever = new AbortController().signal;

test('an endpoint that may have been created is on record again after another window gave it up', async () => {
  const ledger = openEndpointLedger(storage);
  const forgetAll = async () => {
    for (const entry of (await ledger.read()).entries) await ledger.forget(entry);
  };
  const session = sessionWith({ deploy: (_, options) => lostCreate(options, forgetAll) });
  const request = {
    endpointName: 'salary-1',
    imageUri: '',
    modelS3Uri: '',
    roleArn: '',
    instanceType: '',
    instanceCount: 1,
    origin: { trainingJobName: 'job-1' },
  };
  await expect(deployOnRecord(session, ledger, request, forever)).rejects.toThrow('lost');
  expect((await ledger.read()).entries).toMatchObject([{ endpointName: 'salary-1', state: 'requested' }]);
});

const deployRequest = {
  endpointName: 'salary-1',
  imageUri: '',
  modelS3Uri: '',
  roleArn: '',
  instanceType: '',
  instanceCount: 1,
  origin: { trainingJobName: 'job-1' },
  leaseMinutes: 60,
  deleter: { roleArn: 'arn:aws:iam::111122223333:role/deleter' },
};

test('a lease is recorded, then armed on AWS, then the endpoint is created with its tags', async () => {
  const ledger = openEndpointLedger(storage);
  const calls: string[] = [];
  const awsNowMs = Date.UTC(2030, 0, 1);
  const session = sessionWith({
    ensureScheduleGroup: async () => void calls.push('group'),
    armSchedule: async ({ endpointName, dueAtMs, attempt }) => {
      const [entry] = (await ledger.read()).entries;
      expect(entry).toMatchObject({ endpointName, attempt, schedule: { name: endpointName } });
      calls.push(`schedule ${new Date(dueAtMs).toISOString()}`);
      return { name: endpointName, group: 'linear-learner', dueAtMs };
    },
    deploy: async (_, options) => {
      const guarded = await options?.onWillCreate?.({ attempt: 'a', account: undefined, awsNowMs });
      calls.push(`endpoint ${new Date(guarded?.expiresAtMs ?? NaN).toISOString()}`);
    },
  });
  await deployOnRecord(session, ledger, deployRequest, forever);
  const end = '2030-01-01T01:00:00.000Z';
  expect(calls).toEqual(['group', `schedule ${end}`, `endpoint ${end}`]);
  const lease = { kind: 'until', expiresAtMs: Date.parse(end) };
  expect((await ledger.read()).entries).toMatchObject([
    { state: 'seen', lease, schedule: { name: 'salary-1' } },
  ]);
});

test('an endpoint whose schedule is denied is still created, and its caller gets the reason', async () => {
  const ledger = openEndpointLedger(storage);
  const heard: unknown[] = [];
  const denied = new Error('denied');
  const session = sessionWith({
    ensureScheduleGroup: async () => undefined,
    armSchedule: () => Promise.reject(denied),
    removeSchedule: async () => undefined,
    deploy: async (_, options) =>
      void (await options?.onWillCreate?.({ attempt: 'a', account: undefined, awsNowMs: 1 })),
  });
  const request = { ...deployRequest, onUnscheduled: (error: unknown) => void heard.push(error) };
  await deployOnRecord(session, ledger, request, forever);
  expect(heard).toEqual([denied]);
  const [entry] = (await ledger.read()).entries;
  expect(entry).toMatchObject({ state: 'seen', lease: { kind: 'until' } });
  expect(entry?.schedule).toBeUndefined();
});

test('the schedule of an endpoint that was not created is removed with its record', async () => {
  const ledger = openEndpointLedger(storage);
  const removed: string[] = [];
  const session = sessionWith({
    ensureScheduleGroup: async () => undefined,
    armSchedule: async ({ endpointName, dueAtMs }) => ({ name: endpointName, group: '', dueAtMs }),
    removeSchedule: async (name) => void removed.push(name),
    deploy: async (_, options) => {
      await options?.onWillCreate?.({ attempt: 'a', account: undefined, awsNowMs: 1 });
      await options?.onNotCreated?.();
      throw new Error('refused');
    },
  });
  await expect(deployOnRecord(session, ledger, deployRequest, forever)).rejects.toThrow('refused');
  expect(removed).toEqual(['salary-1']);
  expect((await ledger.read()).entries).toEqual([]);
});

test('a training job that may have been created is on record again after another window gave it up', async () => {
  const jobs = openJobLedger(storage);
  const forgetAll = async () => {
    for (const entry of (await jobs.read()).entries) await jobs.forget(entry);
  };
  const session = sessionWith({ createTrainingJob: (_, options) => lostCreate(options, forgetAll) });
  const request = {
    trainingJobName: 'job-1',
    experiment: 'salary',
    imageUri: '',
    roleArn: '',
    hyperparameters: {},
    channels: [],
    outputS3Uri: '',
    instanceType: '',
    instanceCount: 1,
    maxRuntimeSeconds: 1,
  };
  const removed = () => expect.fail();
  const creating = createJobOnRecord(session, jobs, request, { title: 'salary' }, forever, removed);
  await expect(creating).rejects.toThrow('lost');
  expect((await jobs.read()).entries).toMatchObject([{ trainingJobName: 'job-1', state: 'requested' }]);
});

test('of two windows that deploy at the same time, the second counts what the first has recorded', async () => {
  const requested: string[] = [];
  const session = sessionWith({
    async deploy({ endpointName }, options = {}) {
      await options.onWillCreate?.({ attempt: endpointName, account: undefined, awsNowMs: undefined });
      requested.push(endpointName);
    },
  });
  const deploy = (endpointName: string) => {
    const ledger = openEndpointLedger(storage);
    const check = async () => {
      if ((await ledger.read()).entries.length > 0) throw new Error('over the cap');
    };
    return deployOnRecord(session, ledger, { ...deployRequest, endpointName, check }, forever);
  };
  const outcomes = await Promise.allSettled(['salary-1', 'salary-2'].map(deploy));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(requested).toHaveLength(1);
  expect((await openEndpointLedger(storage).read()).entries).toMatchObject([{ endpointName: requested[0] }]);
});
