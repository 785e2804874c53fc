import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as sm from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import type { InvokeEndpointCommandInput } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { createConfig, settled } from './serving.ts';
import { bucket, imageUri, putObject, train, trainingJob, uploadSalary } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let artifact = '';
beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
  const job = await train(server, trainingJob('salary'));
  artifact = job.ModelArtifacts?.S3ModelArtifacts ?? '';
  await putObject(server, 'broken/model.tar.gz', 'this is no artifact');
  await createConfig(server, 'good', artifact);
  await createConfig(server, 'broken', `s3://${bucket}/broken/model.tar.gz`);
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const create = (EndpointName: string, EndpointConfigName = 'good') =>
  server.sagemaker.send(new sm.CreateEndpointCommand({ EndpointName, EndpointConfigName }));
const update = (EndpointName: string, EndpointConfigName: string) =>
  server.sagemaker.send(new sm.UpdateEndpointCommand({ EndpointName, EndpointConfigName }));
const describe = (EndpointName: string) =>
  server.sagemaker.send(new sm.DescribeEndpointCommand({ EndpointName }));
const remove = (EndpointName: string) =>
  server.sagemaker.send(new sm.DeleteEndpointCommand({ EndpointName }));
const ask = (EndpointName: string, more: Partial<InvokeEndpointCommandInput> = {}) =>
  server.runtime.send(
    new InvokeEndpointCommand({ EndpointName, ContentType: 'text/csv', Body: '6', ...more }),
  );

test('endpoint is Creating, then InService, and rejects changes in between', async () => {
  await create('first');
  expect((await describe('first')).EndpointStatus).toBe('Creating');
  const inProgress = {
    name: 'ValidationException',
    message: expect.stringContaining('Cannot update in-progress endpoint "arn:'),
  };
  await expect(remove('first')).rejects.toMatchObject(inProgress);
  await expect(update('first', 'good')).rejects.toMatchObject(inProgress);
  await expect(create('first')).rejects.toMatchObject({
    message: expect.stringContaining('Cannot create already existing endpoint "arn:'),
  });
  expect(await settled(server, 'first')).toMatchObject({
    EndpointStatus: 'InService',
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        CurrentInstanceCount: 1,
        DesiredInstanceCount: 1,
        CurrentWeight: 1,
        DesiredWeight: 1,
        DeployedImages: [{ SpecifiedImage: imageUri, ResolvedImage: imageUri }],
      },
    ],
  });
});

test('endpoint serves the old model until an update is in service', async () => {
  await create('changing');
  await settled(server, 'changing');
  const before = await ask('changing');
  await createConfig(server, 'second', artifact);
  await update('changing', 'second');
  expect((await describe('changing')).EndpointStatus).toBe('Updating');
  expect((await ask('changing')).Body.transformToString()).toBe(before.Body.transformToString());
  expect(await settled(server, 'changing')).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'second',
  });
});

test('update to an unreadable artifact leaves the endpoint unchanged', async () => {
  await create('kept');
  await settled(server, 'kept');
  await update('kept', 'broken');
  expect(await settled(server, 'kept')).toMatchObject({
    EndpointStatus: 'InService',
    EndpointConfigName: 'good',
    FailureReason: expect.stringContaining('did not pass the ping health check'),
  });
  expect((await ask('kept')).InvokedProductionVariant).toBe('AllTraffic');
});

test('endpoint with an unreadable artifact is Failed with the reason and can only be deleted', async () => {
  await create('unlucky', 'broken');
  expect(await settled(server, 'unlucky')).toMatchObject({
    EndpointStatus: 'Failed',
    FailureReason: expect.stringContaining('variant AllTraffic did not pass the ping health check'),
  });
  await expect(update('unlucky', 'good')).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(ask('unlucky')).rejects.toMatchObject({ name: 'ValidationError' });
  await remove('unlucky');
  await expect(describe('unlucky')).rejects.toMatchObject({ name: 'ValidationException' });
});

test('unknown endpoints and configurations are rejected', async () => {
  await expect(update('nothing', 'good')).rejects.toMatchObject({
    message: expect.stringContaining('Could not find endpoint "arn:'),
  });
  await create('steady');
  await settled(server, 'steady');
  await expect(update('steady', 'nothing')).rejects.toMatchObject({
    message: expect.stringContaining('Could not find endpoint configuration "arn:'),
  });
});

test("unreadable request body is a ModelError with the container's message, which is also logged", async () => {
  await create('invoked');
  await settled(server, 'invoked');
  const refusal = 'unable to evaluate payload provided: Row 1 holds "abc", which is not a number';
  await expect(ask('invoked', { Body: 'abc' })).rejects.toMatchObject({
    name: 'ModelError',
    $metadata: { httpStatusCode: 424 },
    OriginalStatusCode: 400,
    OriginalMessage: refusal,
    message: expect.stringContaining(
      `Received client error (400) from primary with message "${refusal}". See https:`,
    ),
  });
  await expect(ask('invoked', { ContentType: 'image/png' })).rejects.toMatchObject({
    name: 'ModelError',
    OriginalStatusCode: 415,
  });
  const { events } = await server.logs.send(
    new logs.FilterLogEventsCommand({ logGroupName: '/aws/sagemaker/Endpoints/invoked' }),
  );
  expect(events?.map(({ message }) => message)).toEqual([refusal, expect.stringContaining('image/png')]);
});

test('request body is limited to 6 MB and the target variant must exist', async () => {
  await create('limits');
  await settled(server, 'limits');
  const rows = (bytes: number) => '1\n'.repeat(bytes / 2);
  expect((await ask('limits', { Body: rows(6_291_456) })).ContentType).toBe('application/json');
  await expect(ask('limits', { Body: rows(6_291_458) })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 413 },
  });
  await expect(ask('limits', { TargetVariant: 'Other' })).rejects.toMatchObject({ name: 'ValidationError' });
  expect((await ask('limits', { TargetVariant: 'AllTraffic', InferenceId: 'a' })).ContentType).toBe(
    'application/json',
  );
  for (const unserved of [
    { TargetModel: 'other.tar.gz' },
    { TargetContainerHostname: 'other' },
    { InferenceComponentName: 'other' },
    { EnableExplanations: '`true`' },
    { SessionId: 'NEW_SESSION' },
  ])
    await expect(ask('limits', unserved)).rejects.toMatchObject({ name: 'ValidationError' });
});
