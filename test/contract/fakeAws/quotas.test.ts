import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
} from '@aws-sdk/client-service-quotas';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { bucket, trainingJob } from '../training.ts';
import { clientsOfFake, first } from './fakeClients.ts';

let fake: FakeAws;
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first] });
});
afterAll(() => fake.stop());

const ServiceCode = 'sagemaker';
const [endpoints, training] = ['L-614B09FD', 'L-611FA074'];

test('quota has an applied value, a default, or neither', async () => {
  const { quotas } = clientsOfFake(fake);
  const send = (QuotaCode: string) => quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }));
  fake.account(first).quotas('us-east-1').set(endpoints, 0);
  expect((await send(endpoints)).Quota).toMatchObject({
    QuotaName: 'ml.m5.large for endpoint usage',
    Value: 0,
    QuotaArn: `arn:aws:servicequotas:us-east-1:${first}:sagemaker/${endpoints}`,
  });
  fake.account(first).quotas('us-east-1').set(endpoints, undefined);
  await expect(send(endpoints)).rejects.toMatchObject({ name: 'NoSuchResourceException' });
  const byDefault = await quotas.send(
    new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode: endpoints }),
  );
  expect(byDefault.Quota?.Value).toBe(4);
  await expect(send('L-00000000')).rejects.toMatchObject({ name: 'NoSuchResourceException' });
  const elsewhere = clientsOfFake(fake, { region: 'eu-west-1' }).quotas;
  const { Quota } = await elsewhere.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode: endpoints }));
  expect(Quota?.Value).toBe(4);
});

test('quotas come in pages of at most 100', async () => {
  const { quotas: client } = clientsOfFake(fake);
  const applied = [];
  for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode })) {
    expect(Quotas.length).toBeLessThanOrEqual(100);
    applied.push(...Quotas.map(({ QuotaCode }) => QuotaCode));
  }
  const defaults = [];
  for await (const { Quotas = [] } of paginateListAWSDefaultServiceQuotas({ client }, { ServiceCode }))
    defaults.push(...Quotas.map(({ QuotaCode }) => QuotaCode));
  expect(new Set(defaults).size).toBeGreaterThan(100);
  expect(new Set(applied).size).toBe(new Set(defaults).size - 1);
});

test('training job needs a role that SageMaker can assume, and a quota', async () => {
  const { s3, sagemaker } = clientsOfFake(fake);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: 'linear-learner/train/linear-train-data', Body: '1,2\n' }),
  );
  const create = (more: Parameters<typeof trainingJob>[2]) =>
    sagemaker.send(new CreateTrainingJobCommand(trainingJob('job', {}, more)));
  const RoleArn = `arn:aws:iam::${first}:role/Nobody`;
  await expect(create({ RoleArn })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(`Could not assume role ${RoleArn}.`),
  });
  const ResourceConfig = { InstanceType: 'ml.m5.large' as const, InstanceCount: 1, VolumeSizeInGB: 1 };
  fake.account(first).quotas('us-east-1').set(training, 0);
  await expect(create({ ResourceConfig })).rejects.toMatchObject({
    name: 'ResourceLimitExceeded',
    message: expect.stringContaining("'ml.m5.large for training job usage' is 0 Instances"),
  });
  fake.account(first).quotas('us-east-1').set(training, 1);
  fake.setFaults({ name: 'role not yet', operation: 'CreateTrainingJob', times: 1 });
  await expect(create({ ResourceConfig })).rejects.toThrow(/Could not assume role .*ExecutionRole\./);
  await create({ ResourceConfig });
  expect((await fake.alive(first)).jobs).toEqual(['job']);
});
