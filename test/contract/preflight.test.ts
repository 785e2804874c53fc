import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { experimentSchema } from '../../src/data/shapes/experiment.ts';
import type { Experiment } from '../../src/data/shapes/experiment.ts';
import type { CheckName } from '../../src/runs/preflight/check.ts';
import { openQuotaSweeps } from '../../src/runs/preflight/quotaSweeps.ts';
import { checkConnection } from '../../src/runs/preflight/runChecks.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { FakeAws } from '../fakeAws/fakeAws.ts';
import type { Fault } from '../fakeAws/faults.ts';
import { administrator, trustOf } from '../fakeAws/identity/policies.ts';
import type { PolicyDocument } from '../fakeAws/identity/policies.ts';
import { retryAtOnce } from '../fakeAws/retries.ts';
import { bucket as bucketOfJobs, trainingJob } from './training.ts';
import { clientsOfFake, first, keysOf, other } from './fakeAws/fakeClients.ts';

const connection: aws.Connection = { kind: 'aws', profile: 'fake', region: 'us-east-1' };
const bucket = 'tables';
const least: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { 's3:prefix': ['mine/*', 'mine'] } },
    },
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${bucket}/mine/*` },
  ],
};

let fake: FakeAws;
let roleArn = '';
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first, other] });
  roleArn = fake.account(first).addRole('Learner', { path: '/ml/', policies: { least } }).arn;
  await clientsOfFake(fake).s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await clientsOfFake(fake, { accountId: other }).s3.send(new CreateBucketCommand({ Bucket: 'others' }));
  fake.shareBucket('others', first);
  await clientsOfFake(fake, { accountId: other }).s3.send(new CreateBucketCommand({ Bucket: 'closed' }));
  await clientsOfFake(fake, { region: 'eu-west-1' }).s3.send(
    new CreateBucketCommand({
      Bucket: 'far',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
});
afterAll(() => fake.stop());
const opened: aws.AwsClients[] = [];
afterEach(() => {
  fake.setFaults();
  vi.unstubAllEnvs();
  for (const clients of opened.splice(0)) clients.destroy();
});

interface Given {
  readonly experiment?: Partial<Experiment>;
  readonly destination?: { readonly bucket?: string; readonly roleArn?: string };
  readonly region?: string;
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly faults?: readonly Fault[];
  readonly now?: () => Date;
  readonly clients?: aws.AwsClients;
}

const instances = (instanceType: string, instanceCount = 1) => ({ instanceType, instanceCount });

/** Every check by its name, and the operations that were called for them. */
async function look({
  experiment,
  destination,
  region = 'us-east-1',
  keys,
  faults = [],
  now,
  ...given
}: Given) {
  const access = { ...fake.access(first, region), ...keys };
  const clients = given.clients ?? aws.createClients(aws.localConnection, access);
  opened.push(clients);
  retryAtOnce(clients);
  const session = {
    aws: aws.bindOperations(clients),
    connection: { ...connection, region },
    region,
    configuredEndpoints: {},
  };
  fake.setFaults(...faults);
  const checks = await checkConnection(
    session,
    {
      experiment: experimentSchema.parse({
        version: 1,
        dataset: 't.csv',
        target: 'y',
        split: { test: 0.25 },
        training: instances('ml.m5.large'),
        endpoint: instances('ml.m5.large'),
        output: { prefix: 'mine' },
        ...experiment,
      }),
      destination: { bucket, roleArn, ...destination },
      isConfirmed: false,
    },
    { quotas: openQuotaSweeps(), signal: new AbortController().signal, ...(now && { now }) },
  );
  const operations = [...fake.operations];
  return {
    operations,
    of: (name: CheckName) => checks.find(({ check }) => check === name),
    states: Object.fromEntries(checks.map(({ check, state }) => [check, state])),
  };
}

const all = (state: 'passed' | 'unknown') => ({
  image: state,
  bucket: state,
  'bucket-access': state,
  role: state,
  'role-access': state,
  'pass-role': state,
  'create-job': state,
  'training-quota': state,
  'endpoint-quota': state,
  names: state,
});
const passed = { credentials: 'passed', ...all('passed') };

test('checks of an account that has everything pass, with calls alone that read', async () => {
  const { states, operations, of } = await look({});
  expect(states).toEqual(passed);
  expect(operations.filter((name) => !/^(Get|Head|List|Describe|Simulate)/.test(name))).toEqual([]);
  expect(of('credentials')).toMatchObject({ facts: { accountId: first } });
  expect(of('training-quota')).toMatchObject({ facts: { instanceType: 'ml.m5.large', limit: 4 } });
});

test('Local has nothing to check', async () => {
  const session = { connection: aws.localConnection, region: 'us-east-1' };
  // SAFETY: no operation is called, or the test fails on its absence.
  const checks = await checkConnection(session as Parameters<typeof checkConnection>[0], {} as never, {
    quotas: openQuotaSweeps(),
    signal: new AbortController().signal,
  });
  expect(checks).toEqual([]);
});

test('credentials that have expired fail, and nothing else is called', async () => {
  const { states, of, operations } = await look({
    faults: [{ name: 'expired', operation: 'GetCallerIdentity' }],
  });
  expect(states).toEqual({ credentials: 'failed', ...all('unknown') });
  expect(of('credentials')).toMatchObject({
    facts: { error: { code: 'credentials-expired' } },
    fixes: [{ kind: 'signIn' }],
  });
  expect(of('names')).toMatchObject({ why: { kind: 'no-credentials' } });
  expect(new Set(operations)).toEqual(new Set(['GetCallerIdentity']));
});

test('credentials are unknown while STS does not respond', async () => {
  const { states, of } = await look({ faults: [{ name: 'lost before', operation: 'GetCallerIdentity' }] });
  expect(states).toEqual({ credentials: 'unknown', ...all('unknown') });
  expect(of('credentials')).toMatchObject({ why: { error: { code: 'network-unreachable' } } });
});

test('region without the image of Linear Learner fails', async () => {
  const { of } = await look({ region: 'mx-central-1' });
  expect(of('image')).toMatchObject({ state: 'failed', facts: { region: 'mx-central-1' } });
});

test.each([
  ['far', { why: 'other-region', region: 'eu-west-1' }, false],
  ['others', { why: 'other-account', region: 'us-east-1' }, true],
  ['No', { why: 'name-invalid' }, false],
])('bucket %s fails', async (name, facts, mayBeWrong) => {
  const { of } = await look({ destination: { bucket: name } });
  expect(of('bucket')).toMatchObject({
    state: 'failed',
    facts: { bucket: name, ...facts },
    fixes: [{ kind: 'chooseBucket' }],
    mayBeWrong,
  });
});

test('bucket that does not exist yet passes: the training creates it', async () => {
  const { of } = await look({ destination: { bucket: 'new-bucket' } });
  expect(of('bucket')).toMatchObject({ state: 'passed', facts: { isMissing: true } });
});

test('bucket that an experiment brings along is not called before the user has confirmed it', async () => {
  const { of, operations } = await look({ experiment: { output: { bucket: 'closed', prefix: 'mine' } } });
  expect(of('bucket')).toMatchObject({ state: 'unknown', why: { kind: 'unconfirmed' } });
  expect(operations).not.toContain('HeadBucket');
});

test('bucket that S3 hides is unknown', async () => {
  expect((await look({ destination: { bucket: 'closed' } })).of('bucket')).toMatchObject({
    state: 'unknown',
    why: { kind: 'hidden' },
  });
  const denied = await look({ faults: [{ name: 'denied', operation: 'HeadBucket' }] });
  expect(denied.of('bucket')).toMatchObject({ state: 'unknown', why: { kind: 'hidden' } });
});

test('upload that policies of the caller do not allow fails, and names the action', async () => {
  const keys = fake.account(first).addUser('reader', {
    policies: [
      administrator,
      { Statement: { Effect: 'Deny', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/mine/*` } },
    ],
  });
  const { of, states } = await look({ keys });
  expect(of('bucket-access')).toMatchObject({
    state: 'failed',
    facts: { actions: ['s3:PutObject'], resource: `arn:aws:s3:::${bucket}/mine/train/linear-train-data` },
    mayBeWrong: false,
  });
  expect(states).toEqual({ ...passed, 'bucket-access': 'failed' });
});

test('role whose policies do not reach the prefix fails, and a bucket’s policy may still allow it', async () => {
  const { of, states } = await look({ experiment: { output: { prefix: 'yours' } } });
  expect(of('role-access')).toMatchObject({
    state: 'failed',
    facts: { actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], roleArn },
    mayBeWrong: true,
    fixes: [{ kind: 'chooseRole' }],
  });
  expect(states).toEqual({ ...passed, 'role-access': 'failed' });
});

test('role that the experiment itself names is the one that is checked', async () => {
  const named = `arn:aws:iam::${first}:role/Nobody`;
  const { of } = await look({ experiment: { output: { prefix: 'mine', roleArn: named } } });
  expect(of('role')).toMatchObject({ state: 'failed', facts: { why: 'missing', roleArn: named } });
});

test('role that is missing, or that SageMaker may not assume, fails', async () => {
  const missing = await look({ destination: { roleArn: `arn:aws:iam::${first}:role/Nobody` } });
  expect(missing.of('role')).toMatchObject({ state: 'failed', facts: { why: 'missing' } });
  const elsewhere = await look({ destination: { roleArn: `arn:aws:iam::${first}:role/Learner` } });
  expect(elsewhere.of('role')).toMatchObject({ state: 'failed', facts: { why: 'missing' } });
  const malformed = await look({ destination: { roleArn: 'Learner' } });
  expect(malformed.of('role')).toMatchObject({ state: 'failed', facts: { why: 'malformed' } });
  const trust = trustOf({ Service: 'lambda.amazonaws.com' });
  const { arn } = fake.account(first).addRole('Lambda', { trust });
  const untrusted = await look({ destination: { roleArn: arn } });
  expect(untrusted.of('role')).toMatchObject({
    state: 'failed',
    facts: { why: 'untrusted', roleArn: arn },
    fixes: [{ kind: 'chooseRole' }],
  });
});

test('role of another account, or whose trust depends on conditions, is unknown', async () => {
  const { arn } = fake.account(other).addRole('Theirs');
  const theirs = await look({ destination: { roleArn: arn } });
  expect(theirs.of('role')).toMatchObject({ state: 'unknown', why: { kind: 'other-account' } });
  expect(theirs.of('role-access')).toMatchObject({ state: 'unknown', why: { kind: 'other-account' } });
  const trust: PolicyDocument = {
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'sagemaker.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': first } },
    },
  };
  const conditional = fake.account(first).addRole('Conditional', { trust });
  const { of } = await look({ destination: { roleArn: conditional.arn } });
  expect(of('role')).toMatchObject({ state: 'unknown', why: { kind: 'conditions' } });
});

test('caller who may not pass the role, or create the job, fails', async () => {
  const deny = (Action: string): PolicyDocument => ({ Statement: { Effect: 'Deny', Action, Resource: '*' } });
  const passer = fake.account(first).addUser('passer', { policies: [administrator, deny('iam:PassRole')] });
  const without = await look({ keys: passer });
  expect(without.of('pass-role')).toMatchObject({
    state: 'failed',
    facts: { actions: ['iam:PassRole'], roleArn },
  });
  expect(without.states).toEqual({ ...passed, 'pass-role': 'failed' });
  const viewer = fake
    .account(first)
    .addUser('viewer', { policies: [administrator, deny('sagemaker:CreateTrainingJob')] });
  const viewing = await look({ keys: viewer });
  expect(viewing.states).toEqual({ ...passed, 'create-job': 'failed' });
});

test('an assumed role is simulated by the ARN of the role, whatever its path, and its end is known', async () => {
  const account = fake.account(first);
  const { arn } = account.addRole('Scientist', {
    path: '/aws-reserved/sso.amazonaws.com/',
    trust: trustOf({ AWS: `arn:aws:iam::${first}:root` }),
  });
  const command = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'ada', DurationSeconds: 900 });
  const { expiresAtMs, ...keys } = keysOf(await clientsOfFake(fake).sts.send(command));
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', keys.sessionToken);
  vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', new Date(expiresAtMs).toISOString());
  const { states, of } = await look({
    clients: aws.createClients({ kind: 'custom', endpointUrl: fake.url }),
  });
  expect(states).toEqual(passed);
  expect(of('credentials')).toMatchObject({ facts: { expiresAtMs } });
});

test('where simulating is denied, access is unknown and the rest is not', async () => {
  const { states, of } = await look({ faults: [{ name: 'denied', operation: 'SimulatePrincipalPolicy' }] });
  const unknown = { 'bucket-access': 'unknown', 'role-access': 'unknown', 'pass-role': 'unknown' };
  expect(states).toEqual({ ...passed, ...unknown, 'create-job': 'unknown' });
  expect(of('role-access')).toMatchObject({
    why: { error: { code: 'access-denied', facts: { action: 'iam:SimulatePrincipalPolicy' } } },
  });
});

test.each([
  ['GetRole', { role: 'unknown' }],
  ['DescribeTrainingJob', { names: 'unknown' }],
  ['GetServiceQuota', { 'training-quota': 'unknown', 'endpoint-quota': 'unknown' }],
])('where %s is denied, what needs it is unknown', async (operation, unknown) => {
  expect((await look({ faults: [{ name: 'denied', operation }] })).states).toEqual({ ...passed, ...unknown });
});

test('quota of 0 fails, with its request and the cheapest type that has some', async () => {
  const quotas = fake.account(first).quotas('us-east-1');
  quotas.set('ml.m5.large for training job usage', 0);
  quotas.set('ml.m5.large for endpoint usage', 0);
  const { of } = await look({});
  expect(of('training-quota')).toMatchObject({
    state: 'failed',
    facts: { instanceType: 'ml.m5.large', wanted: 1, limit: 0 },
    fixes: [
      { kind: 'useInstance', use: 'training' },
      {
        kind: 'requestQuota',
        url: 'https://us-east-1.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas/L-611FA074?region=us-east-1',
      },
    ],
  });
  expect(of('endpoint-quota')).toMatchObject({
    state: 'failed',
    fixes: [{ kind: 'useInstance', use: 'hosting', instanceType: 'ml.t2.medium' }, { kind: 'requestQuota' }],
  });
  quotas.set('ml.m5.large for training job usage', undefined);
  quotas.set('ml.m5.large for endpoint usage', 4);
  const byDefault = await look({});
  expect(byDefault.of('training-quota')).toMatchObject({ state: 'passed', facts: { limit: 4 } });
});

test('quota smaller than the number of instances fails', async () => {
  const { of } = await look({
    experiment: { training: { ...instances('ml.m5.large', 5), maxRuntimeSeconds: 60 } },
  });
  expect(of('training-quota')).toMatchObject({ state: 'failed', facts: { wanted: 5, limit: 4 } });
});

test('quota is unknown where its code is, and where requests are throttled', async () => {
  const strange = await look({
    experiment: { training: { ...instances('ml.p99.large'), maxRuntimeSeconds: 60 } },
  });
  expect(strange.of('training-quota')).toMatchObject({ state: 'unknown', why: { kind: 'no-code' } });
  const throttled = await look({ faults: [{ name: 'throttled', service: 'servicequotas' }] });
  expect(throttled.of('training-quota')).toMatchObject({ state: 'unknown', why: { kind: 'throttled' } });
});

test('one sweep of quotas serves both checks and later looks', async () => {
  const clients = aws.createClients(aws.localConnection, fake.access(first));
  opened.push(clients);
  const operations = aws.bindOperations(clients);
  let now = 0;
  const sweeps = openQuotaSweeps(() => now);
  const place = { accountId: first, region: 'us-east-1', first: [] };
  const { signal } = new AbortController();
  fake.setFaults();
  const read = () => sweeps.of(operations, place, signal);
  await Promise.all([read(), read()]);
  const once = fake.operations.length;
  await read();
  expect(fake.operations.length).toBe(once);
  now += 3_600_000;
  await read();
  expect(fake.operations.length).toBe(2 * once);
});

test('a look that is aborted leaves nothing running', async () => {
  const clients = aws.createClients(aws.localConnection, fake.access(first));
  opened.push(clients);
  const operations = aws.bindOperations(clients);
  fake.setFaults({ name: 'held before', service: 'servicequotas' });
  const stop = new AbortController();
  const met = fake.met();
  const sweep = openQuotaSweeps().of(
    operations,
    { accountId: first, region: 'us-east-1', first: [] },
    stop.signal,
  );
  await met;
  stop.abort(new Error('the page has closed'));
  await expect(sweep).rejects.toThrow('the page has closed');
  fake.release();
});

test('a name that is taken fails', async () => {
  const now = () => new Date('2026-11-30T10:00:00.000Z');
  const { s3, sagemaker } = clientsOfFake(fake);
  await s3.send(new CreateBucketCommand({ Bucket: bucketOfJobs }));
  const Key = 'linear-learner/train/linear-train-data';
  await s3.send(new PutObjectCommand({ Bucket: bucketOfJobs, Key, Body: '1,2\n' }));
  const name = 'linear-learner-2026-11-30-10-00-00-000';
  await sagemaker.send(new CreateTrainingJobCommand(trainingJob(name)));
  const { of } = await look({ now });
  expect(of('names')).toMatchObject({ state: 'failed', facts: { trainingJobName: name } });
});
