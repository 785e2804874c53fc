import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateModelCommand, ListModelsCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { imageUri, roleArn } from '../training.ts';
import { clientsOfFake, first, other } from './fakeClients.ts';

let fake: FakeAws;
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first, other] });
});
afterAll(() => fake.stop());

test('models are of their account and region', async () => {
  const { s3, sagemaker: ireland } = clientsOfFake(fake, { region: 'eu-west-1' });
  const [Bucket, Key] = ['ireland', 'model.tar.gz'];
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'no artifact' }));
  const { ModelArn } = await ireland.send(
    new CreateModelCommand({
      ModelName: 'm',
      ExecutionRoleArn: roleArn,
      PrimaryContainer: {
        Image: imageUri.replace('us-east-1', 'eu-west-1'),
        ModelDataUrl: `s3://${Bucket}/${Key}`,
      },
    }),
  );
  expect(ModelArn).toBe(`arn:aws:sagemaker:eu-west-1:${first}:model/m`);
  const list = new ListModelsCommand({});
  expect((await ireland.send(list)).Models).toHaveLength(1);
  expect((await clientsOfFake(fake).sagemaker.send(list)).Models).toEqual([]);
  const theirs = clientsOfFake(fake, { accountId: other, region: 'eu-west-1' }).sagemaker;
  expect((await theirs.send(list)).Models).toEqual([]);
});

test('logs and invocations are answered, and can be denied', async () => {
  const { config } = clientsOfFake(fake);
  const groups = new DescribeLogGroupsCommand({});
  const logs = new CloudWatchLogsClient(config);
  expect(await logs.send(groups)).toMatchObject({ logGroups: [] });
  const runtime = new SageMakerRuntimeClient(config);
  const invoke = new InvokeEndpointCommand({ EndpointName: 'Salary', Body: '1', ContentType: 'text/csv' });
  await expect(runtime.send(invoke)).rejects.toMatchObject({ name: 'ValidationError' });
  fake.setFaults(
    { name: 'denied', action: 'logs:DescribeLogGroups' },
    { name: 'denied', action: 'sagemaker:InvokeEndpoint', resource: 'endpoint/salary' },
  );
  await expect(logs.send(groups)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('is not authorized to perform: logs:DescribeLogGroups on resource: '),
  });
  await expect(runtime.send(invoke)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    $response: { statusCode: 403 },
  });
  expect(fake.log.map(({ service, operation }) => `${service} ${operation}`)).toEqual([
    'logs DescribeLogGroups',
    'runtime InvokeEndpoint',
  ]);
});
