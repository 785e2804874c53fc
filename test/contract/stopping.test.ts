import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import {
  describe,
  endOf,
  endless,
  eventually,
  modelOf,
  train,
  trainingJob,
  uploadSalary,
} from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const create = (input: sm.CreateTrainingJobCommandInput) =>
  server.sagemaker.send(new sm.CreateTrainingJobCommand(input));
const stop = (TrainingJobName: string) =>
  server.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName }));

/** Resolves once the job's log reports a better model. */
const hasModel = (name: string) =>
  eventually(async () => {
    const { events } = await server.logs
      .send(
        new logs.FilterLogEventsCommand({
          logGroupName: '/aws/sagemaker/TrainingJobs',
          logStreamNamePrefix: `${name}/`,
          filterPattern: '"Updating best model"',
          limit: 1,
        }),
      )
      .catch(() => ({ events: [] }));
    return events?.at(0);
  });

test('stopped job uploads its best model so far', async () => {
  await create(trainingJob('stopped', endless));
  await hasModel('stopped');
  await stop('stopped');
  const stopping = await describe(server, 'stopped');
  expect(['Stopping', 'Stopped']).toContain(stopping.TrainingJobStatus);
  const job = await endOf(server, 'stopped');
  expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
  expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual([
    'Starting',
    'Downloading',
    'Training',
    'Stopping',
    'Stopped',
  ]);
  expect(job.BillableTimeInSeconds).toBeGreaterThanOrEqual(1);
  const model = await modelOf(server, job);
  expect(model.weights[0]).toBeGreaterThan(0);
  await expect(stop('stopped')).rejects.toMatchObject({ name: 'ValidationException' });
});

test('job that exceeds MaxRuntimeInSeconds ends with its best model', async () => {
  const input = trainingJob('too-long', endless, { StoppingCondition: { MaxRuntimeInSeconds: 8 } });
  const job = await train(server, input);
  expect(job).toMatchObject({
    TrainingJobStatus: 'Stopped',
    SecondaryStatus: 'MaxRuntimeExceeded',
  });
  expect(job.FailureReason).toBeUndefined();
  expect((await modelOf(server, job)).weights[0]).toBeGreaterThan(0);
});

test('job stopped before its first model has no artifact', async () => {
  await create(trainingJob('at-once', endless));
  await stop('at-once');
  const job = await endOf(server, 'at-once');
  expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', ModelArtifacts: { S3ModelArtifacts: '' } });
});

test('DescribeTrainingJob from the Python SDK waits for the end of the job', async () => {
  const python = new sm.SageMakerClient({
    ...server.client,
    customUserAgent: 'AWS-SageMaker-Python-SDK/2.257.7',
  });
  await python.send(new sm.CreateTrainingJobCommand(trainingJob('from-python')));
  const job = await python.send(new sm.DescribeTrainingJobCommand({ TrainingJobName: 'from-python' }));
  expect(job.TrainingJobStatus).toBe('Completed');
});
