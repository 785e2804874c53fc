import * as s3 from '@aws-sdk/client-s3';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { CreateModelCommand, ListModelsCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openFakeAws } from '../../fakeAws/fakeAws.ts';
import type { FakeAws } from '../../fakeAws/fakeAws.ts';
import { clientsOfFake, first, other } from './fakeClients.ts';

const Bucket = 'tables';
let fake: FakeAws;
let clients: ReturnType<typeof clientsOfFake>;
beforeAll(async () => {
  fake = await openFakeAws({ accounts: [first, other] });
  clients = clientsOfFake(fake);
  await clients.s3.send(new s3.CreateBucketCommand({ Bucket }));
  await clients.s3.send(new s3.PutObjectCommand({ Bucket, Key: 'a', Body: 'abcdefgh' }));
});
beforeEach(() => fake.setFaults());
afterAll(() => fake.stop());

const user = `User: arn:aws:iam::${first}:user/admin is not authorized to perform:`;
const because = (action: string) => `because no identity-based policy allows the ${action} action`;
const quota = new GetServiceQuotaCommand({ ServiceCode: 'sagemaker', QuotaCode: 'L-611FA074' });
const RoleArn = `arn:aws:iam::${first}:role/LinearLearnerLocalExecutionRole`;

test('denied action is named with its resource, in the form of each service', async () => {
  fake.setFaults(
    { name: 'denied', action: 's3:ListBucket' },
    { name: 'denied', action: 'iam:ListRoles' },
    { name: 'denied', action: 'iam:PassRole' },
    { name: 'denied', action: 'servicequotas:GetServiceQuota' },
  );
  await expect(clients.s3.send(new s3.ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `${user} s3:ListBucket on resource: "arn:aws:s3:::${Bucket}" ${because('s3:ListBucket')}`,
  });
  await expect(clients.s3.send(new s3.HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
    $response: { statusCode: 403 },
  });
  // Who may not list a bucket does not learn what is missing there.
  await expect(clients.s3.send(new s3.HeadObjectCommand({ Bucket, Key: 'missing' }))).rejects.toMatchObject({
    $response: { statusCode: 403 },
  });
  await clients.s3.send(new s3.HeadObjectCommand({ Bucket, Key: 'a' }));
  await expect(clients.iam.send(new ListRolesCommand({}))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `${user} iam:ListRoles on resource: arn:aws:iam::${first}:role/ ${because('iam:ListRoles')}`,
  });
  const model = new CreateModelCommand({ ModelName: 'M', ExecutionRoleArn: RoleArn });
  await expect(clients.sagemaker.send(model)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `${user} iam:PassRole on resource: ${RoleArn} ${because('iam:PassRole')}`,
  });
  await expect(clients.quotas.send(quota)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('denied deletion of several objects is reported key by key', async () => {
  const remove = new s3.DeleteObjectsCommand({
    Bucket,
    Delete: { Objects: [{ Key: 'kept/a' }, { Key: 'gone' }] },
  });
  fake.setFaults({ name: 'denied', action: 's3:DeleteObject', times: 1 });
  const all = await clients.s3.send(remove);
  expect(all.Deleted).toBeUndefined();
  expect(all.Errors?.map(({ Key, Code }) => [Key, Code])).toEqual([
    ['kept/a', 'AccessDenied'],
    ['gone', 'AccessDenied'],
  ]);
  fake.setFaults({ name: 'denied', action: 's3:DeleteObject', resource: '/kept/' });
  const some = await clients.s3.send(remove);
  expect(some.Deleted?.map(({ Key }) => Key)).toEqual(['gone']);
  expect(some.Errors?.map(({ Key }) => Key)).toEqual(['kept/a']);
  fake.setFaults();
  expect((await clients.s3.send(remove)).Errors).toBeUndefined();
});

test('throttling has the name that each service gives it', async () => {
  fake.setFaults({ name: 'throttled' });
  const calls = {
    SlowDown: () => clients.s3.send(new s3.ListBucketsCommand({})),
    ThrottlingException: () => clients.sagemaker.send(new ListModelsCommand({})),
    Throttling: () => clients.sts.send(new GetCallerIdentityCommand({})),
    TooManyRequestsException: () => clients.quotas.send(quota),
  };
  for (const [name, call] of Object.entries(calls)) await expect(call()).rejects.toMatchObject({ name });
});

test('fault meets only the calls of its account, region and operation, as often as it says', async () => {
  fake.setFaults({
    name: 'throttled',
    operation: 'ListModels',
    accountId: first,
    region: 'us-east-1',
    times: 1,
  });
  const list = new ListModelsCommand({});
  await clientsOfFake(fake, { accountId: other }).sagemaker.send(list);
  await clientsOfFake(fake, { region: 'eu-west-1' }).sagemaker.send(list);
  await clients.sagemaker.send(new ListTrainingJobsCommand({}));
  await expect(clients.sagemaker.send(list)).rejects.toMatchObject({ name: 'ThrottlingException' });
  await clients.sagemaker.send(list);
});

test('connection that breaks before, after and in the middle of an answer fails the call', async () => {
  const put = (Key: string) => clients.s3.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const keys = async () =>
    (await clients.s3.send(new s3.ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key);
  fake.setFaults({ name: 'lost before', operation: 'PutObject', times: 1 });
  await expect(put('before')).rejects.toThrow();
  fake.setFaults({ name: 'lost after', operation: 'PutObject', times: 1 });
  await expect(put('after')).rejects.toThrow();
  expect(await keys()).toEqual(['a', 'after']);
  fake.setFaults({ name: 'cut off', operation: 'GetObject', times: 1 });
  const { Body, ContentLength } = await clients.s3.send(new s3.GetObjectCommand({ Bucket, Key: 'a' }));
  expect(ContentLength).toBe(8);
  await expect(Body?.transformToString()).rejects.toThrow(/aborted/);
});

test('held call goes on when it is released', async () => {
  fake.setFaults({ name: 'held before', operation: 'ListModels', times: 1, delayMs: 1 });
  const met = fake.met();
  const answered = clients.sagemaker.send(new ListModelsCommand({}));
  await met;
  fake.release();
  expect(await answered).toMatchObject({ Models: [] });
});

test('log names service, operation, account, region, resource and principal of each call', async () => {
  await clientsOfFake(fake, { region: 'eu-west-1' }).sagemaker.send(new ListModelsCommand({}));
  await clients.s3.send(new s3.GetObjectCommand({ Bucket, Key: 'a' }));
  const caller = { accountId: first, principal: `arn:aws:iam::${first}:user/admin` };
  expect(fake.log).toMatchObject([
    { service: 'sagemaker', operation: 'ListModels', region: 'eu-west-1', ...caller, resource: '*' },
    {
      service: 's3',
      operation: 'GetObject',
      region: 'us-east-1',
      ...caller,
      resource: 'arn:aws:s3:::tables/a',
    },
  ]);
});
