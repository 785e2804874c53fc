import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand, StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { RateBook } from '../../src/aws/costs.ts';
import * as aws from '../../src/aws/index.ts';
import { openQuotaSweeps } from '../../src/runs/preflight/quotaSweeps.ts';
import { instances, openChecks } from './checksOfFake.ts';
import type { Checks } from './checksOfFake.ts';
import { bucket as bucketOfJobs, trainingJob } from './training.ts';
import { clientsOfFake, first } from './fakeAws/fakeClients.ts';

let checks: Checks;
beforeAll(async () => {
  checks = await openChecks();
});
afterAll(() => checks.stop());
const opened: aws.AwsClients[] = [];
afterEach(() => {
  checks.clear();
  for (const clients of opened.splice(0)) clients.destroy();
});

test('a quota of 0 fails, with the request link and the cheapest type that has quota', async () => {
  const quotas = checks.fake.account(first).quotas('us-east-1');
  quotas.set('ml.m5.large for training job usage', 0);
  quotas.set('ml.m5.large for endpoint usage', 0);
  const { of } = await checks.look({});
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
  const rates: RateBook = {
    'us-east-1': [
      {
        source: 'typed',
        publishedOn: '2026-12-01',
        hosting: { 'ml.c5.xlarge': 0.01 },
        training: { 'ml.c5.xlarge': 0.01 },
      },
    ],
  };
  const priced = await checks.look({ rates });
  for (const check of ['training-quota', 'endpoint-quota'] as const)
    expect(priced.of(check)).toMatchObject({
      fixes: [{ kind: 'useInstance', instanceType: 'ml.c5.xlarge' }, { kind: 'requestQuota' }],
    });
  quotas.set('ml.m5.large for training job usage', undefined);
  quotas.set('ml.m5.large for endpoint usage', 4);
  const byDefault = await checks.look({});
  expect(byDefault.of('training-quota')).toMatchObject({ state: 'passed', facts: { limit: 4 } });
});

test('quota smaller than the number of instances fails', async () => {
  const { of } = await checks.look({
    experiment: { training: { ...instances('ml.m5.large', 5), maxRuntimeSeconds: 60 } },
  });
  expect(of('training-quota')).toMatchObject({ state: 'failed', facts: { wanted: 5, limit: 4 } });
});

test('a quota of unknown code is found by name, with the request link', async () => {
  const rare = { experiment: { training: { ...instances('ml.x7.large'), maxRuntimeSeconds: 60 } } };
  const none = await checks.look(rare);
  expect(none.of('training-quota')).toMatchObject({
    state: 'failed',
    facts: { instanceType: 'ml.x7.large', limit: 0 },
    fixes: [
      { kind: 'useInstance' },
      { kind: 'requestQuota', url: expect.stringMatching(/quotas\/L-[0-9A-F]{8}\?region=us-east-1$/) },
    ],
  });
  const quotas = checks.fake.account(first).quotas('us-east-1');
  quotas.set('ml.x7.large for training job usage', 3);
  const raised = await checks.look(rare);
  expect(raised.of('training-quota')).toMatchObject({ state: 'passed', facts: { limit: 3 } });
  const denied = await checks.look({
    ...rare,
    faults: [{ name: 'denied', action: 'servicequotas:ListServiceQuotas' }],
  });
  expect(denied.of('training-quota')).toMatchObject({
    state: 'unknown',
    why: { error: { facts: { action: 'servicequotas:ListServiceQuotas' } } },
  });
  expect(denied.of('endpoint-quota')).toMatchObject({ state: 'passed' });
  quotas.set('ml.x7.large for training job usage', 0);
});

test('instances in use count towards a quota, and are unknown if counting is denied', async () => {
  const quotas = checks.fake.account(first).quotas('us-east-1');
  const { s3, sagemaker } = clientsOfFake(checks.fake);
  await s3.send(new CreateBucketCommand({ Bucket: bucketOfJobs }));
  const Key = 'linear-learner/train/linear-train-data';
  await s3.send(new PutObjectCommand({ Bucket: bucketOfJobs, Key, Body: '1,2\n' }));
  const job = trainingJob('counted');
  const ResourceConfig = { ...job.ResourceConfig, InstanceType: 'ml.m5.large' as const, InstanceCount: 3 };
  await sagemaker.send(new CreateTrainingJobCommand({ ...job, ResourceConfig }));
  const beside = await checks.look();
  expect(beside.of('training-quota')).toMatchObject({ state: 'passed', facts: { limit: 4, inUse: 3 } });
  expect(beside.of('endpoint-quota')).toMatchObject({ state: 'passed', facts: { inUse: 0 } });
  const two = { experiment: { training: { ...instances('ml.m5.large', 2), maxRuntimeSeconds: 60 } } };
  expect((await checks.look(two)).of('training-quota')).toMatchObject({
    state: 'failed',
    facts: { wanted: 2, limit: 4, inUse: 3 },
    fixes: [{ kind: 'useInstance' }, { kind: 'requestQuota' }],
    mayBeWrong: true,
  });
  for (const operation of ['ListTrainingJobs', 'DescribeTrainingJob'])
    expect(
      (await checks.look({ ...two, faults: [{ name: 'denied', operation }] })).of('training-quota'),
    ).toMatchObject({ state: 'passed', facts: { limit: 4, inUse: undefined } });
  await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'counted' }));
  quotas.set('ml.m5.large for training job usage', 4);
});

test('a quota is unknown if there is none, and while requests are throttled', async () => {
  const strange = await checks.look({
    experiment: { training: { ...instances('ml.p99.large'), maxRuntimeSeconds: 60 } },
  });
  expect(strange.of('training-quota')).toMatchObject({ state: 'unknown', why: { kind: 'no-quota' } });
  const throttled = await checks.look({ faults: [{ name: 'throttled', service: 'servicequotas' }] });
  expect(throttled.of('training-quota')).toMatchObject({ state: 'unknown', why: { kind: 'throttled' } });
});

test('one sweep of quotas serves both checks and later looks', async () => {
  const clients = aws.createClients(aws.localConnection, checks.fake.access(first));
  opened.push(clients);
  const operations = aws.bindOperations(clients);
  let now = 0;
  const sweeps = openQuotaSweeps(() => now);
  const place = { accountId: first, region: 'us-east-1', first: [] };
  const { signal } = new AbortController();
  checks.fake.setFaults();
  const read = () => sweeps.of(operations, place, signal);
  await Promise.all([read(), read()]);
  const once = checks.fake.operations.length;
  await read();
  expect(checks.fake.operations.length).toBe(once);
  now += 3_600_000;
  await read();
  expect(checks.fake.operations.length).toBe(2 * once);
});

test('an aborted check leaves nothing running', async () => {
  const clients = aws.createClients(aws.localConnection, checks.fake.access(first));
  opened.push(clients);
  const operations = aws.bindOperations(clients);
  checks.fake.setFaults({ name: 'held before', service: 'servicequotas' });
  const stop = new AbortController();
  const met = checks.fake.met();
  const sweep = openQuotaSweeps().of(
    operations,
    { accountId: first, region: 'us-east-1', first: [] },
    stop.signal,
  );
  await met;
  stop.abort(new Error('the page has closed'));
  await expect(sweep).rejects.toThrow('the page has closed');
  checks.fake.release();
});
