import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { deleterRole } from '../../../src/aws/policies/deleterRole.ts';
import { type LedgerEntry, openEndpointLedger } from '../../../src/guard/journal/endpointLedger.ts';
import { checkLease } from '../../../src/runs/checkLease.ts';
import { openAbsences } from '../../../src/runs/absences.ts';
import { deployOnRecord } from '../../../src/runs/deploy.ts';
import { extendLease } from '../../../src/runs/extendLease.ts';
import { lookAtLease } from '../../../src/runs/leaseKeepers.ts';
import { livingEndpoints, ourEndpoints } from '../../../src/runs/ourEndpoints.ts';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { bucket, modelKey, openWindow } from '../../fakeAws/window.ts';
import type { FakeWindow } from '../../fakeAws/window.ts';
import { first, hour } from './fakeClients.ts';

vi.mock('vscode', () => import('../../fakeVscode.ts'));

let fake: FakeAws;
let window: FakeWindow;
let storage = '';
let roleArn = '';
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first] });
  storage = await mkdtemp(join(tmpdir(), 'll-lease-'));
  window = openWindow(fake, { storage, accountId: first, now: () => performance.now() });
  const { aws } = window.session;
  await aws.ensureBucket(bucket, { accountId: first });
  await window.clients.s3.send(new PutObjectCommand({ Bucket: bucket, Key: modelKey, Body: 'x' }));
  const role = deleterRole({ region: 'us-east-1', accountId: first });
  ({ arn: roleArn } = await aws.ensureDeleterRole(role));
});
afterAll(async () => {
  window.close();
  await fake.stop();
  await rm(storage, { recursive: true, force: true });
});
beforeEach(() => fake.setFaults());

const never = new AbortController().signal;
const deploy = async (
  endpointName: string,
  onUnscheduled: (error: unknown) => void = () => expect.fail(),
  session = window.session,
) => {
  const { ledger } = window;
  const request = {
    endpointName,
    imageUri: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
    modelS3Uri: `s3://${bucket}/${modelKey}`,
    roleArn: `arn:aws:iam::${first}:role/LinearLearnerLocalExecutionRole`,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    origin: { trainingJobName: 'job-1' },
    leaseMinutes: 60,
    deleter: { roleArn },
    onUnscheduled,
  };
  await deployOnRecord(session, ledger, request, never);
  await expect.poll(() => session.aws.endpointState(endpointName)).toMatchObject({ status: 'Failed' });
};
const recorded = async (endpointName: string): Promise<LedgerEntry> => {
  const { entries } = await window.ledger.read();
  return entries.find((entry) => entry.endpointName === endpointName) ?? expect.fail('no record');
};
const endRecorded = (lease: LedgerEntry['lease']) =>
  lease?.kind === 'until' ? lease.expiresAtMs : undefined;
const endOf = async (endpointName: string) => (await window.session.aws.findSchedule(endpointName))?.dueAtMs;

test('with every window closed, AWS deletes the endpoint at the end of its lease, and not before', async () => {
  const { aws } = window.session;
  await deploy('closed-1');
  const { guard } = (await aws.describeEndpoint('closed-1')) ?? expect.fail('no endpoint');
  expect(await endOf('closed-1')).toBe(guard?.expiresAtMs);
  await fake.later(hour / 2);
  expect(await aws.endpointState('closed-1')).toBeDefined();
  await fake.later(hour);
  await expect.poll(() => aws.endpointState('closed-1')).toBeUndefined();
});

test('extending a lease moves the schedule, and deleting the endpoint deletes it', async () => {
  const { session, ledger } = window;
  await deploy('extended-1');
  const before = (await endOf('extended-1')) ?? expect.fail('no schedule');
  await extendLease(session, ledger, { endpointName: 'extended-1', minutes: 60 });
  expect(await endOf('extended-1')).toBe(before + hour);
  await window.delete('extended-1', never);
  expect(await endOf('extended-1')).toBeUndefined();
});

test('a lease says which keepers end it, as its schedule and its role come and go', async () => {
  const { session, ledger } = window;
  await deploy('kept-1');
  const details = (await session.aws.describeEndpoint('kept-1')) ?? expect.fail('no endpoint');
  const keepers = async () => {
    const lease = await lookAtLease(session, ledger, details);
    return lease.kind === 'until' ? lease.keepers : expect.fail(lease.kind);
  };
  const dueAtMs = await endOf('kept-1');
  expect(await keepers()).toEqual({ kind: 'aws', isOwn: true, schedule: { kind: 'armed', dueAtMs } });
  fake.setFaults({ name: 'denied', operation: 'GetRole' });
  expect(await keepers()).toMatchObject({ schedule: { kind: 'armed' } });
  fake.setFaults({ name: 'denied', operation: 'GetSchedule' });
  expect(await keepers()).toMatchObject({ schedule: { kind: 'unknown', error: { code: 'access-denied' } } });
  fake.setFaults();
  const { aws } = session;
  const noRole = { ...session, aws: { ...aws, lookAtRole: async () => undefined } };
  expect(await lookAtLease(noRole, ledger, details)).toMatchObject({
    keepers: { schedule: { kind: 'without-role' } },
  });
  const others = { read: async () => ({ entries: [], unreadable: [] }) };
  const stranger = async () => ({ accountId: first, arn: `arn:aws:iam::${first}:user/other` });
  expect(await lookAtLease({ ...session, identity: stranger }, others, details)).toMatchObject({
    keepers: { isOwn: false },
  });
  await aws.deletePart({ kind: 'schedule', name: 'kept-1' }, { pollIntervalMs: 10 });
  expect(await keepers()).toMatchObject({ schedule: { kind: 'missing' } });
  await window.delete('kept-1', never);
});

test('a lease whose schedule cannot be moved is unchanged', async () => {
  const { session, ledger } = window;
  await deploy('stuck-1');
  const before = await session.aws.describeEndpoint('stuck-1');
  fake.setFaults({ name: 'denied', operation: 'UpdateSchedule' });
  const longer = extendLease(session, ledger, { endpointName: 'stuck-1', minutes: 60 });
  await expect(longer).rejects.toMatchObject({ code: 'access-denied' });
  const after = await session.aws.describeEndpoint('stuck-1');
  expect(after?.guard?.expiresAtMs).toBe(before?.guard?.expiresAtMs);
  expect((await recorded('stuck-1')).lease).toEqual({
    kind: 'until',
    expiresAtMs: before?.guard?.expiresAtMs,
  });
  await window.delete('stuck-1', never);
});

test('of two extensions at the same time, the second counts the first', async () => {
  const { session, ledger } = window;
  await deploy('twice-1');
  const { lease: first } = await recorded('twice-1');
  const agree = async () => {
    const { lease } = await recorded('twice-1');
    if (endRecorded(lease) !== endRecorded(first)) throw new Error('over the cap');
  };
  const extend = () => extendLease(session, ledger, { endpointName: 'twice-1', minutes: 60, agree });
  const outcomes = await Promise.allSettled([extend(), extend()]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(endRecorded((await recorded('twice-1')).lease)).toBe(await endOf('twice-1'));
  await window.delete('twice-1', never);
});

test('without permission to schedule, the endpoint is created with its lease, and the caller gets the reason', async () => {
  fake.setFaults({ name: 'denied', operation: 'CreateSchedule' });
  const heard: unknown[] = [];
  await deploy('denied-1', (error) => heard.push(error));
  expect(heard).toMatchObject([{ code: 'access-denied' }]);
  const { guard } = (await window.session.aws.describeEndpoint('denied-1')) ?? expect.fail('no endpoint');
  expect(guard?.expiresAtMs).toBeGreaterThan(Date.now());
  expect(await endOf('denied-1')).toBeUndefined();
});

test('a lease that another machine extends moves the schedule too', async () => {
  const { session, ledger } = window;
  await deploy('moved-1');
  const before = (await endOf('moved-1')) ?? expect.fail('no schedule');
  const elsewhere = openEndpointLedger(join(storage, 'another-machine'));
  await extendLease(session, elsewhere, { endpointName: 'moved-1', minutes: 60 });
  expect(await endOf('moved-1')).toBe(before + hour);
  const entry = await recorded('moved-1');
  expect(endRecorded(entry.lease)).toBe(before);
  expect(await checkLease(entry, { session, ledger, by: 'window', signal: never })).toMatchObject({
    kind: 'running',
  });
  expect(endRecorded((await recorded('moved-1')).lease)).toBe(before + hour);
  fake.setFaults({ name: 'denied', operation: 'GetSchedule' });
  const unseen = extendLease(session, elsewhere, { endpointName: 'moved-1', minutes: 60 });
  await expect(unseen).rejects.toMatchObject({ code: 'access-denied' });
  fake.setFaults();
  await window.delete('moved-1', never);
});

test('a schedule whose answer was lost is not left armed without a record', async () => {
  const { session, ledger } = window;
  const { aws } = session;
  const armSchedule: typeof aws.armSchedule = async (...given) => {
    await aws.armSchedule(...given);
    throw new Error('the answer was lost');
  };
  const heard: unknown[] = [];
  const lossy = { ...session, aws: { ...aws, armSchedule } };
  await deploy('lost-1', (error) => heard.push(error), lossy);
  expect(heard).toHaveLength(1);
  expect(await endOf('lost-1')).toBeUndefined();
  const removeSchedule = async () => Promise.reject(new Error('throttled'));
  await deploy('lost-2', () => undefined, { ...lossy, aws: { ...lossy.aws, removeSchedule } });
  expect(await endOf('lost-2')).toBeDefined();
  const { entries } = await ledger.read();
  expect(entries.find(({ endpointName }) => endpointName === 'lost-2')?.schedule?.name).toBe('lost-2');
});

test('the schedule of an endpoint that was deleted elsewhere goes, so that it meets no other of its name', async () => {
  const { session, ledger } = window;
  const { aws } = session;
  await deploy('replaced-1');
  // What describes the endpoint for the first time says when it was created.
  await ourEndpoints(session, ledger, { absences: openAbsences() });
  await aws.deleteEndpoint({ endpointName: 'replaced-1', alsoModel: true }, { pollIntervalMs: 5 });
  const { roleArn: executionRole } = await session.destination();
  await aws.deploy({
    endpointName: 'replaced-1',
    imageUri: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
    modelS3Uri: `s3://${bucket}/${modelKey}`,
    roleArn: executionRole,
    instanceType: 'ml.m5.large',
    instanceCount: 1,
    origin: {},
  });
  const { living } = await livingEndpoints(session, ledger);
  expect(living.map(({ endpointName }) => endpointName)).not.toContain('replaced-1');
  expect(await endOf('replaced-1')).toBeUndefined();
  expect(await aws.endpointState('replaced-1')).toBeDefined();
});
