import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as aws from '../../src/aws/index.ts';
import { openQuotaSweeps } from '../../src/runs/preflight/quotaSweeps.ts';
import { checkConnection } from '../../src/runs/preflight/runChecks.ts';
import { administrator, trustOf } from '../fakeAws/identity/policies.ts';
import type { PolicyDocument } from '../fakeAws/identity/policies.ts';
import { bucket, openChecks } from './checksOfFake.ts';
import type { Checks } from './checksOfFake.ts';
import { bucket as bucketOfJobs, trainingJob } from './training.ts';
import { clientsOfFake, first, keysOf, other } from './fakeAws/fakeClients.ts';

let checks: Checks;
beforeAll(async () => {
  checks = await openChecks();
});
afterAll(() => checks.stop());
afterEach(() => {
  checks.clear();
  vi.unstubAllEnvs();
});

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
  const { states, operations, of } = await checks.look({});
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
    prices: { rates: async () => ({}) },
    signal: new AbortController().signal,
  });
  expect(checks).toEqual([]);
});

test('credentials that have expired fail, and nothing else is called', async () => {
  const { states, of, operations } = await checks.look({
    faults: [{ name: 'expired', operation: 'GetCallerIdentity' }],
  });
  expect(states).toEqual({ credentials: 'failed', ...all('unknown') });
  expect(of('credentials')).toMatchObject({
    facts: { error: { code: 'credentials-expired' } },
    // As a connection that has nothing to sign in to.
    fixes: [{ kind: 'switchConnection' }],
  });
  expect(of('names')).toMatchObject({ why: { kind: 'no-credentials' } });
  expect(new Set(operations)).toEqual(new Set(['GetCallerIdentity']));
});

test('credentials are unknown while STS does not respond', async () => {
  const { states, of } = await checks.look({
    faults: [{ name: 'lost before', operation: 'GetCallerIdentity' }],
  });
  expect(states).toEqual({ credentials: 'unknown', ...all('unknown') });
  expect(of('credentials')).toMatchObject({ why: { error: { code: 'network-unreachable' } } });
});

test('region without the image of Linear Learner fails', async () => {
  const { of } = await checks.look({ region: 'mx-central-1' });
  expect(of('image')).toMatchObject({ state: 'failed', facts: { region: 'mx-central-1' } });
});

test.each([
  ['far', { why: 'other-region', region: 'eu-west-1' }],
  ['others', { why: 'other-account', region: 'us-east-1' }],
  ['No', { why: 'name-invalid' }],
])('bucket %s fails', async (name, facts) => {
  const { of } = await checks.look({ destination: { bucket: name } });
  const agree = name === 'others' ? [{ kind: 'agreeToOwner', bucket: name }] : [];
  expect(of('bucket')).toMatchObject({
    state: 'failed',
    facts: { bucket: name, ...facts },
    fixes: [...agree, { kind: 'chooseBucket' }],
    mayBeWrong: false,
  });
});

test('a bucket in another account passes once its owner is confirmed, and fails with a different owner', async () => {
  const agreed = await checks.look({ destination: { bucket: 'others' }, owners: { others: other } });
  expect(agreed.of('bucket')).toMatchObject({
    state: 'passed',
    facts: { sharedBy: other, isMissing: false },
  });
  for (const [name, owner] of [
    ['others', '999900001111'],
    ['others', first],
    [bucket, other],
    ['gone-with-its-owner', other],
  ] as const)
    expect(
      (await checks.look({ destination: { bucket: name }, owners: { [name]: owner } })).of('bucket'),
    ).toMatchObject({
      state: 'failed',
      facts: { why: 'owner-other', bucket: name, owner },
      mayBeWrong: false,
    });
});

test('a bucket named by the experiment is changed in the experiment', async () => {
  const { of } = await checks.look({ experiment: { output: { bucket: 'No', prefix: 'mine' } } });
  expect(of('bucket')).toMatchObject({ fixes: [{ kind: 'chooseOwnBucket' }] });
});

test('bucket that does not exist yet passes: the training creates it', async () => {
  const { of } = await checks.look({ destination: { bucket: 'new-bucket' } });
  expect(of('bucket')).toMatchObject({ state: 'passed', facts: { isMissing: true } });
});

test('bucket that an experiment brings along is not called before the user has confirmed it', async () => {
  const { of, operations } = await checks.look({
    experiment: { output: { bucket: 'closed', prefix: 'mine' } },
  });
  expect(of('bucket')).toMatchObject({ state: 'unknown', why: { kind: 'unconfirmed' } });
  expect(operations).not.toContain('HeadBucket');
});

test('bucket that S3 hides is unknown', async () => {
  const closed = await checks.look({ destination: { bucket: 'closed' } });
  expect(closed.of('bucket')).toMatchObject({ state: 'unknown', why: { kind: 'hidden' } });
  const denied = await checks.look({ faults: [{ name: 'denied', operation: 'HeadBucket' }] });
  expect(denied.of('bucket')).toMatchObject({ state: 'unknown', why: { kind: 'hidden' } });
});

test('upload that policies of the caller do not allow fails, and names the action', async () => {
  const keys = checks.fake.account(first).addUser('reader', {
    policies: [
      administrator,
      { Statement: { Effect: 'Deny', Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/mine/*` } },
    ],
  });
  const { of, states } = await checks.look({ keys });
  expect(of('bucket-access')).toMatchObject({
    state: 'failed',
    facts: { actions: ['s3:PutObject'], resource: `arn:aws:s3:::${bucket}/mine/train/linear-train-data` },
    mayBeWrong: false,
  });
  expect(states).toEqual({ ...passed, 'bucket-access': 'failed' });
});

test('role whose policies do not reach the prefix fails, and a bucket’s policy may still allow it', async () => {
  const { of, states } = await checks.look({ experiment: { output: { prefix: 'yours' } } });
  expect(of('role-access')).toMatchObject({
    state: 'failed',
    facts: { actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'], roleArn: checks.roleArn },
    mayBeWrong: true,
    fixes: [{ kind: 'chooseRole' }],
  });
  expect(states).toEqual({ ...passed, 'role-access': 'failed' });
});

test('role that the experiment itself names is the one that is checked', async () => {
  const named = `arn:aws:iam::${first}:role/Nobody`;
  const { of } = await checks.look({ experiment: { output: { prefix: 'mine', roleArn: named } } });
  expect(of('role')).toMatchObject({
    state: 'failed',
    facts: { why: 'missing', roleArn: named },
    fixes: [{ kind: 'useConnectionRole' }],
  });
});

test('role that is missing, or that SageMaker may not assume, fails', async () => {
  const missing = await checks.look({ destination: { roleArn: `arn:aws:iam::${first}:role/Nobody` } });
  expect(missing.of('role')).toMatchObject({ state: 'failed', facts: { why: 'missing' } });
  const elsewhere = await checks.look({ destination: { roleArn: `arn:aws:iam::${first}:role/Learner` } });
  expect(elsewhere.of('role')).toMatchObject({ state: 'failed', facts: { why: 'missing' } });
  const malformed = await checks.look({ destination: { roleArn: 'Learner' } });
  expect(malformed.of('role')).toMatchObject({ state: 'failed', facts: { why: 'malformed' } });
  const trust = trustOf({ Service: 'lambda.amazonaws.com' });
  const { arn } = checks.fake.account(first).addRole('Lambda', { trust });
  const untrusted = await checks.look({ destination: { roleArn: arn } });
  expect(untrusted.of('role')).toMatchObject({
    state: 'failed',
    facts: { why: 'untrusted', roleArn: arn },
    fixes: [{ kind: 'chooseRole' }],
  });
});

test('role of another account, or whose trust depends on conditions, is unknown', async () => {
  const { arn } = checks.fake.account(other).addRole('Theirs');
  const theirs = await checks.look({ destination: { roleArn: arn } });
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
  const conditional = checks.fake.account(first).addRole('Conditional', { trust });
  const { of } = await checks.look({ destination: { roleArn: conditional.arn } });
  expect(of('role')).toMatchObject({ state: 'unknown', why: { kind: 'conditions' } });
});

test('caller who may not pass the role, or create the job, fails', async () => {
  const deny = (Action: string): PolicyDocument => ({ Statement: { Effect: 'Deny', Action, Resource: '*' } });
  const passer = checks.fake
    .account(first)
    .addUser('passer', { policies: [administrator, deny('iam:PassRole')] });
  const without = await checks.look({ keys: passer });
  expect(without.of('pass-role')).toMatchObject({
    state: 'failed',
    facts: { actions: ['iam:PassRole'], roleArn: checks.roleArn },
  });
  expect(without.states).toEqual({ ...passed, 'pass-role': 'failed' });
  const viewer = checks.fake
    .account(first)
    .addUser('viewer', { policies: [administrator, deny('sagemaker:CreateTrainingJob')] });
  const viewing = await checks.look({ keys: viewer });
  expect(viewing.states).toEqual({ ...passed, 'create-job': 'failed' });
});

test('an assumed role is simulated by the ARN of the role, whatever its path, and its end is known', async () => {
  const account = checks.fake.account(first);
  const { arn } = account.addRole('Scientist', {
    path: '/aws-reserved/sso.amazonaws.com/',
    trust: trustOf({ AWS: `arn:aws:iam::${first}:root` }),
  });
  const command = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'ada', DurationSeconds: 900 });
  const { expiresAtMs, ...keys } = keysOf(await clientsOfFake(checks.fake).sts.send(command));
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', keys.sessionToken);
  vi.stubEnv('AWS_CREDENTIAL_EXPIRATION', new Date(expiresAtMs).toISOString());
  const { states, of } = await checks.look({
    clients: aws.createClients({ kind: 'custom', endpointUrl: checks.fake.url }),
  });
  expect(states).toEqual(passed);
  expect(of('credentials')).toMatchObject({ facts: { expiresAtMs } });
});

test('where simulating is denied, access is unknown and the rest is not', async () => {
  const { states, of } = await checks.look({
    faults: [{ name: 'denied', operation: 'SimulatePrincipalPolicy' }],
  });
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
  expect((await checks.look({ faults: [{ name: 'denied', operation }] })).states).toEqual({
    ...passed,
    ...unknown,
  });
});

test('a name that is taken fails', async () => {
  const now = () => new Date('2026-11-30T10:00:00.000Z');
  const { s3, sagemaker } = clientsOfFake(checks.fake);
  await s3.send(new CreateBucketCommand({ Bucket: bucketOfJobs }));
  const Key = 'linear-learner/train/linear-train-data';
  await s3.send(new PutObjectCommand({ Bucket: bucketOfJobs, Key, Body: '1,2\n' }));
  const name = 'linear-learner-2026-11-30-10-00-00-000';
  await sagemaker.send(new CreateTrainingJobCommand(trainingJob(name)));
  const { of } = await checks.look({ now });
  expect(of('names')).toMatchObject({ state: 'failed', facts: { trainingJobName: name } });
});
