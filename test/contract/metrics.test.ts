import * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { describe, endOf, eventually, imageUri, train, trainingJob, uploadSalary } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const withDefinitions = (name: string, MetricDefinitions: sm.MetricDefinition[]) =>
  trainingJob(
    name,
    { epochs: '4' },
    {
      AlgorithmSpecification: { TrainingImage: imageUri, TrainingInputMode: 'File', MetricDefinitions },
    },
  );

test('final metrics are the last values in the log', async () => {
  const definition = { Name: 'epochs-left', Regex: 'completed ([0-9.]+) %' };
  const job = await train(server, withDefinitions('metrics', [definition]));
  const metrics = new Map(job.FinalMetricDataList?.map((metric) => [metric.MetricName, metric]));
  expect(metrics.get('epochs-left')?.Value).toBe(100);
  expect(metrics.get('train:progress')?.Value).toBe(100);
  const { Value: mse = NaN, Timestamp } = metrics.get('train:mse') ?? {};
  expect(metrics.get('train:objective_loss:final')?.Value).toBe(mse);
  expect(Timestamp?.getTime()).toBeGreaterThanOrEqual(job.CreationTime?.getTime() ?? NaN);
  expect(Timestamp?.getTime()).toBeLessThanOrEqual(job.TrainingEndTime?.getTime() ?? NaN);
  expect(job.AlgorithmSpecification?.MetricDefinitions).toEqual(
    expect.arrayContaining([definition, expect.objectContaining({ Name: 'train:mse' })]),
  );
});

test('metric expression that never finishes blocks only its own job, which can be stopped', async () => {
  const input = withDefinitions('forever', [{ Name: 'x', Regex: '(.|.)*~~' }]);
  await server.sagemaker.send(new sm.CreateTrainingJobCommand(input));
  const isTraining = async () =>
    (await describe(server, 'forever')).SecondaryStatus === 'Downloading' ? true : undefined;
  await eventually(isTraining);
  await server.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName: 'forever' }));
  expect((await endOf(server, 'forever')).TrainingJobStatus).toBe('Stopped');
});

test('invalid metric expression is rejected', async () => {
  await expect(train(server, withDefinitions('broken', [{ Name: 'x', Regex: '(' }]))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("metric definition 'x' is invalid"),
  });
});

test('request members without effect on training are stored and returned', async () => {
  const job = await train(
    server,
    trainingJob(
      'echo',
      {},
      {
        ProfilerConfig: { S3OutputPath: 's3://tutorial/profiler', DisableProfiler: false },
        DebugHookConfig: { S3OutputPath: 's3://tutorial/debug', CollectionConfigurations: [] },
        Environment: { KEY: 'value' },
        Tags: [{ Key: 'project', Value: 'salary' }],
      },
    ),
  );
  expect(job).toMatchObject({
    ProfilerConfig: { S3OutputPath: 's3://tutorial/profiler', DisableProfiler: false },
    DebugHookConfig: { S3OutputPath: 's3://tutorial/debug' },
    Environment: { KEY: 'value' },
    OutputDataConfig: { KmsKeyId: '' },
    EnableManagedSpotTraining: false,
  });
  expect(job).not.toHaveProperty('Tags');
});
