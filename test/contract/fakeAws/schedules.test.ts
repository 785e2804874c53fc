import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
} from '@aws-sdk/client-sagemaker';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as aws from '../../../src/aws/index.ts';
import { deleterRole } from '../../../src/aws/policies/deleterRole.ts';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { retryAtOnce } from '../../fakeAws/retries.ts';
import { first, hour } from './fakeClients.ts';

const quarterMs = hour / 4;
const executionRole = `arn:aws:iam::${first}:role/LinearLearnerLocalExecutionRole`;
const image = '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1';

let fake: FakeAws;
let clients: aws.AwsClients;
let operations: aws.AwsOperations;
let roleArn = '';
let count = 0;

beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first] });
  clients = { ...aws.createClients(aws.localConnection, fake.access(first)), takesWholeFiles: false };
  retryAtOnce(clients);
  operations = aws.bindOperations(clients);
  await operations.ensureBucket('tables', { accountId: first });
  await clients.s3.send(new PutObjectCommand({ Bucket: 'tables', Key: 'model.tar.gz', Body: 'x' }));
});
afterAll(async () => {
  clients.destroy();
  await fake.stop();
});
beforeEach(async () => {
  fake.setFaults();
  ({ arn: roleArn } = await operations.ensureDeleterRole(
    deleterRole({ region: 'us-east-1', accountId: first }),
  ));
  await operations.ensureScheduleGroup();
});

/** One that has the tag of our create calls, unless it is somebody else's. */
async function newEndpoint({ isOurs = true } = {}): Promise<string> {
  const name = `endpoint-${(count += 1)}`;
  await clients.sagemaker.send(
    new CreateModelCommand({
      ModelName: name,
      ExecutionRoleArn: executionRole,
      PrimaryContainer: { Image: image, ModelDataUrl: 's3://tables/model.tar.gz' },
    }),
  );
  const variant = { VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: 1 };
  await clients.sagemaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName: name,
      ProductionVariants: [{ ...variant, InstanceType: 'ml.m5.large' }],
    }),
  );
  await clients.sagemaker.send(
    new CreateEndpointCommand({
      EndpointName: name,
      EndpointConfigName: name,
      Tags: isOurs ? [{ Key: 'linear-learner:attempt', Value: 'a1' }] : [],
    }),
  );
  await expect.poll(() => operations.endpointState(name)).toMatchObject({ status: 'Failed' });
  return name;
}

const inAnHour = () => Date.now() + passedMs + hour;
let passedMs = 0;
async function later(ms: number): Promise<void> {
  passedMs += ms;
  await fake.later(ms);
}
const arm = (endpointName: string, dueAtMs = inAnHour()) =>
  operations.armSchedule({ endpointName, dueAtMs, roleArn, attempt: `${endpointName}-a` });
const isAlive = async (name: string) => (await fake.alive(first)).endpoints.includes(name);

test('schedule deletes the endpoint when its lease ends, and is gone a day later', async () => {
  const name = await newEndpoint();
  await arm(name);
  await later(hour - 60_000);
  expect(await isAlive(name)).toBe(true);
  await later(2 * 60_000);
  expect(await isAlive(name)).toBe(false);
  expect(await operations.findSchedule(name)).toBeDefined();
  await later(24 * hour);
  expect(await operations.findSchedule(name)).toBeUndefined();
});

test('a schedule created before its endpoint deletes it later', async () => {
  const name = `endpoint-${count + 1}`;
  await arm(name);
  await later(hour + 1000);
  expect(await newEndpoint()).toBe(name);
  await later(quarterMs);
  expect(await isAlive(name)).toBe(false);
});

test('a moved schedule keeps everything but its times', async () => {
  const name = await newEndpoint();
  const dueAtMs = Math.floor(inAnHour() / 1000) * 1000;
  await arm(name, dueAtMs);
  await operations.moveSchedule(name, dueAtMs + hour);
  expect(await operations.findSchedule(name)).toEqual({
    name,
    group: 'linear-learner',
    dueAtMs: dueAtMs + hour,
    roleName: roleArn.split('/').at(-1),
  });
  await later(hour + 60_000);
  expect(await isAlive(name)).toBe(true);
  await later(hour);
  expect(await isAlive(name)).toBe(false);
});

test('a removed schedule deletes nothing, and removing it again succeeds', async () => {
  const name = await newEndpoint();
  await arm(name);
  expect(await operations.listSchedules()).toContain(name);
  await operations.removeSchedule(name);
  await operations.removeSchedule(name);
  expect(await operations.listSchedules()).not.toContain(name);
  await later(2 * hour);
  expect(await isAlive(name)).toBe(true);
  await expect(operations.moveSchedule(name, inAnHour())).rejects.toMatchObject({
    code: 'resource-not-found',
  });
});

test('a schedule whose response was lost is created once', async () => {
  const name = await newEndpoint();
  fake.setFaults({ name: 'lost after', operation: 'CreateSchedule', times: 1 });
  const dueAtMs = inAnHour();
  await arm(name, dueAtMs);
  expect((await operations.listSchedules()).filter((one) => one === name)).toHaveLength(1);
  // Another attempt moves it.
  await operations.armSchedule({ endpointName: name, dueAtMs: dueAtMs + hour, roleArn, attempt: 'other' });
  expect((await operations.findSchedule(name))?.dueAtMs).toBe(dueAtMs + hour);
});

test('a new role is waited for; one that stays unusable fails', async () => {
  const name = await newEndpoint();
  fake.setFaults({ name: 'role not yet', operation: 'CreateSchedule', times: 2 });
  let waits = 0;
  await operations.armSchedule(
    { endpointName: name, dueAtMs: inAnHour(), roleArn, attempt: name },
    { roleRequestedAt: Date.now(), askAgainAfterMs: 1, onWaitingForRole: () => (waits += 1) },
  );
  expect(waits).toBe(2);
  fake.account(first).roles.delete('LinearLearnerEndpointDeleter');
  await expect(arm(await newEndpoint())).rejects.toMatchObject({ code: 'role-not-assumable' });
});

test("the schedules' role cannot delete an endpoint without our tag", async () => {
  const name = await newEndpoint({ isOurs: false });
  await arm(name);
  await later(2 * hour);
  expect(await isAlive(name)).toBe(true);
});

test('a schedule whose role was removed deletes nothing', async () => {
  const name = await newEndpoint();
  await arm(name);
  fake.account(first).roles.delete('LinearLearnerEndpointDeleter');
  await later(2 * hour);
  expect(await isAlive(name)).toBe(true);
});

const counted = (endpointName: string) => ({ endpointName, variantNames: ['AllTraffic'] });

test.each([
  ['scheduler:CreateSchedule', () => arm('endpoint-x')],
  ['scheduler:CreateScheduleGroup', () => operations.ensureScheduleGroup()],
  ['scheduler:ListSchedules', () => operations.listSchedules()],
  ['cloudwatch:GetMetricData', () => operations.invocationsSince([counted('endpoint-x')], { sinceMs: 0 })],
])('%s can be denied', async (action, run) => {
  fake.setFaults({ name: 'denied', action });
  await expect(run()).rejects.toMatchObject({ code: 'access-denied', facts: { action } });
});

test('passing the role can be denied', async () => {
  fake.setFaults({ name: 'denied', action: 'iam:PassRole' });
  await expect(arm('endpoint-x')).rejects.toMatchObject({ code: 'pass-role-denied', facts: { roleArn } });
});

test('the embedded server deletes an endpoint by the lease in its tags, without a schedule', async () => {
  const name = await newEndpoint();
  const arn = `arn:aws:sagemaker:us-east-1:${first}:endpoint/${name}`;
  const expires = new Date(inAnHour()).toISOString().replace(/\.\d+Z$/, 'Z');
  const Tags = [{ Key: 'linear-learner:expires', Value: expires }];
  await clients.sagemaker.send(new AddTagsCommand({ ResourceArn: arn, Tags }));
  await later(hour - 60_000);
  expect(await isAlive(name)).toBe(true);
  await later(2 * 60_000);
  expect(await isAlive(name)).toBe(false);
});

test('a schedule for a target that the embedded server does not support is refused', async () => {
  const scheduler = clients.scheduler();
  const command = (ScheduleExpression: string, Arn: string) =>
    new CreateScheduleCommand({
      Name: 'other',
      ScheduleExpression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn, RoleArn: roleArn, Input: '{"EndpointName":"x"}' },
    });
  const deletes = 'arn:aws:scheduler:::aws-sdk:sagemaker:deleteEndpoint';
  const refused = { name: 'ValidationException' };
  await expect(scheduler.send(command('cron(0 20 * * ? *)', deletes))).rejects.toMatchObject(refused);
  await expect(
    scheduler.send(command('rate(1 hour)', 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage')),
  ).rejects.toMatchObject(refused);
});

test('invocations are counted by endpoint; without any there is no datapoint', async () => {
  const [invoked, idle] = [await newEndpoint(), await newEndpoint()];
  expect(
    await operations.invocationsSince([counted(invoked), counted(idle)], { sinceMs: Date.now() - hour }),
  ).toEqual(
    new Map([
      [invoked, { kind: 'no-data' }],
      [idle, { kind: 'no-data' }],
    ]),
  );
});
