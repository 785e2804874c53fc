import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as sm from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseLogLine } from '../../src/learner/logLines/parse.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { deploy } from './serving.ts';
import { describe as describeJob, endOf, endless, trainingJob, uploadSalary } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
});
afterAll(() => server.stop());

const describe = (TrainingJobName: string) => describeJob(server, TrainingJobName);
const end = (name: string) => endOf(server, name);

test('tutorial runs from training through logs, deployment and prediction to deletion', async () => {
  await server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('salary-1')));
  const job = await end('salary-1');
  expect(job).toMatchObject({ TrainingJobStatus: 'Completed', SecondaryStatus: 'Completed' });
  expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual([
    'Starting',
    'Downloading',
    'Training',
    'Uploading',
    'Completed',
  ]);
  expect(job.ModelArtifacts?.S3ModelArtifacts).toBe(
    's3://tutorial/linear-learner/output/salary-1/output/model.tar.gz',
  );
  expect(
    job.FinalMetricDataList?.find(({ MetricName }) => MetricName === 'train:mse')?.Value,
  ).toBeGreaterThan(0);

  const group = '/aws/sagemaker/TrainingJobs';
  const { logStreams } = await server.logs.send(
    new logs.DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: 'salary-1/' }),
  );
  const logStreamName = logStreams?.[0]?.logStreamName ?? '';
  const page = await server.logs.send(
    new logs.GetLogEventsCommand({ logGroupName: group, logStreamName, startFromHead: true }),
  );
  const losses = (page.events ?? [])
    .map(({ message = '' }) => parseLogLine(message))
    .filter((event) => event?.kind === 'model-loss');
  expect(losses).toHaveLength(32 * 15);
  const next = await server.logs.send(
    new logs.GetLogEventsCommand({ logGroupName: group, logStreamName, nextToken: page.nextForwardToken }),
  );
  expect([next.events, next.nextForwardToken]).toEqual([[], page.nextForwardToken]);

  await deploy(server, 'salary-1', job.ModelArtifacts?.S3ModelArtifacts);
  await server.sagemaker.send(new sm.DeleteEndpointConfigCommand({ EndpointConfigName: 'salary-1' }));
  const answer = await server.runtime.send(
    new InvokeEndpointCommand({ EndpointName: 'salary-1', ContentType: 'text/csv', Body: '6' }),
  );
  const { predictions } = JSON.parse(answer.Body.transformToString());
  expect(predictions[0].score).toBeCloseTo(24267.297 + 6 * 9631.828, 1);
  await expect(
    server.runtime.send(
      new InvokeEndpointCommand({ EndpointName: 'salary-1', ContentType: 'text/csv', Body: '6,7' }),
    ),
  ).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 400 });

  const { stateFolder } = server;
  const again = await startEmbeddedServer({ stateFolder });
  const restored = await again.runtime.send(
    new InvokeEndpointCommand({ EndpointName: 'salary-1', ContentType: 'text/csv', Body: '6' }),
  );
  expect(restored.Body.transformToString()).toBe(answer.Body.transformToString());
  await again.stop();

  await server.sagemaker.send(new sm.DeleteEndpointCommand({ EndpointName: 'salary-1' }));
  await expect(
    server.sagemaker.send(new sm.DescribeEndpointCommand({ EndpointName: 'salary-1' })),
  ).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Could not find endpoint'),
  });
  await expect(
    server.runtime.send(
      new InvokeEndpointCommand({ EndpointName: 'salary-1', Body: '6', ContentType: 'text/csv' }),
    ),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

test('user errors fail the job with their reason', async () => {
  await server.sagemaker.send(
    new sm.CreateTrainingJobCommand(trainingJob('too-large', { mini_batch_size: '1000' })),
  );
  const job = await end('too-large');
  expect([job.TrainingJobStatus, job.FailureReason]).toEqual([
    'Failed',
    expect.stringMatching(/^ClientError: No training data processed/),
  ]);
  await server.sagemaker.send(
    new sm.CreateTrainingJobCommand(trainingJob('misspelt', { mini_batch_sise: '5' })),
  );
  expect((await end('misspelt')).FailureReason).toMatch(/did you mean mini_batch_size/);
});

test('job stops at once in every phase', async () => {
  await server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('long', endless)));
  await server.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName: 'long' }));
  expect(await end('long')).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
  await expect(
    server.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName: 'long' })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test.each<[string, Partial<sm.CreateTrainingJobCommandInput>, RegExp]>([
  [
    'more hyperparameters than 100',
    { HyperParameters: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`h${index}`, '1'])) },
    /'hyperParameters' failed to satisfy constraint: Member must have length less than or equal to 100/,
  ],
  [
    'a value that is too long',
    { HyperParameters: { loss: 'x'.repeat(2501) } },
    /'hyperParameters\.loss' failed .* length less than or equal to 2500/,
  ],
  [
    'an invalid instance type',
    // SAFETY: the SDK sends any string; the test is about the server's answer.
    { ResourceConfig: { InstanceType: 'm5.large' as 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 30 } },
    /'resourceConfig\.instanceType' failed to satisfy constraint/,
  ],
  [
    'spot training without MaxWaitTimeInSeconds',
    { EnableManagedSpotTraining: true },
    /Invalid MaxWaitTimeInSeconds/,
  ],
])("%s is rejected with the service's error", async (_, more, message) => {
  await expect(
    server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob('refused', {}, more))),
  ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
});

test("invalid names and unknown resources get SageMaker's errors", async () => {
  const send = server.sagemaker.send.bind(server.sagemaker);
  await expect(send(new sm.CreateTrainingJobCommand(trainingJob('not a name')))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("'trainingJobName' failed to satisfy constraint"),
  });
  await expect(send(new sm.CreateTrainingJobCommand(trainingJob('salary-1')))).rejects.toMatchObject({
    name: 'ResourceInUse',
  });
  await expect(describe('nothing')).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Requested resource not found.',
  });
  await expect(send(new sm.DescribeModelCommand({ ModelName: 'nothing' }))).rejects.toMatchObject({
    message: 'Could not find model "arn:aws:sagemaker:us-east-1:111122223333:model/nothing".',
  });
  await expect(
    send(new sm.CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'nothing' })),
  ).rejects.toMatchObject({ message: expect.stringContaining('Could not find endpoint configuration') });
  await expect(send(new sm.ListPipelinesCommand())).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
});

test('training jobs are listed in pages, the oldest first unless another order is requested', async () => {
  const first = await server.sagemaker.send(new sm.ListTrainingJobsCommand({ MaxResults: 2 }));
  expect(first.TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName)).toEqual([
    'salary-1',
    'too-large',
  ]);
  const newest = await server.sagemaker.send(new sm.ListTrainingJobsCommand({ SortOrder: 'Descending' }));
  expect(newest.TrainingJobSummaries?.[0]?.TrainingJobName).toBe('long');
  const rest = await server.sagemaker.send(new sm.ListTrainingJobsCommand({ NextToken: first.NextToken }));
  expect(rest.NextToken).toBeUndefined();
  const failed = await server.sagemaker.send(new sm.ListTrainingJobsCommand({ StatusEquals: 'Failed' }));
  expect(failed.TrainingJobSummaries).toHaveLength(2);
});

test('GetCallerIdentity returns an assumed role', async () => {
  expect(await server.sts.send(new GetCallerIdentityCommand())).toMatchObject({ Account: '111122223333' });
  expect(server.errors).toEqual([]);
});
