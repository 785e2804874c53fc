import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import type { AwsClients } from './connections/clients.ts';
import { followTrainingJob } from './trainingJobs.ts';

/** A job whose log grows by a line with each look at it until the job has ended. */
function fastJob() {
  const world = { status: 'InProgress', written: 0, read: 0 };
  const sagemaker = {
    send: async () => ({
      TrainingJobName: 'job',
      TrainingJobArn: 'arn:aws:sagemaker:us-east-1:111122223333:training-job/job',
      TrainingJobStatus: world.status,
      SecondaryStatus: world.status,
      CreationTime: new Date(0),
      AlgorithmSpecification: { TrainingImage: 'image' },
      RoleArn: 'role',
      OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
    }),
  };
  // SAFETY: the paginator asks for the class, and sends through it.
  const logs = Object.create(CloudWatchLogsClient.prototype) as CloudWatchLogsClient;
  const send = async (command: object) => {
    if (command.constructor.name === 'DescribeLogStreamsCommand')
      return { logStreams: [{ logStreamName: 'job/algo-1' }] };
    if (world.status === 'InProgress') world.written += 1;
    if (world.read === world.written) return { events: [], nextForwardToken: `f/${world.read}` };
    world.read += 1;
    return { events: [{ timestamp: world.read, message: 'line' }], nextForwardToken: `f/${world.read}` };
  };
  Object.assign(logs, { send });
  // SAFETY: following a job uses no other client.
  return { world, clients: { sagemaker, logs } as unknown as AwsClients };
}

test('job that writes faster than its log is read still reports its status, and its log is complete at the end', async () => {
  const { world, clients } = fastJob();
  const updates = followTrainingJob(clients, 'job', { pollIntervalMs: 1 });
  const first = await updates.next();
  expect(first.value).toMatchObject({ details: { status: 'InProgress' } });
  world.status = 'Stopped';
  world.written += 20;
  const last = await updates.next();
  expect(last.value).toMatchObject({ details: { status: 'Stopped' } });
  expect(world.read).toBe(world.written);
  expect((await updates.next()).done).toBe(true);
});
