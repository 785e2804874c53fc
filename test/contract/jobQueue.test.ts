import * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { describe, endOf, endless, eventually, trainingJob, uploadSalary } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer({ maxTrainingJobs: 2 });
  await uploadSalary(server);
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const create = (name: string, more = {}) =>
  server.sagemaker.send(new sm.CreateTrainingJobCommand(trainingJob(name, more)));
const stop = (TrainingJobName: string) =>
  server.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName }));
const statusesOf = ({ SecondaryStatusTransitions = [] }: sm.DescribeTrainingJobResponse) =>
  SecondaryStatusTransitions.map(({ Status }) => Status);
/** Resolves once the job has this secondary status. */
const reaches = (name: string, status: sm.SecondaryStatus) =>
  eventually(async () => ((await describe(server, name)).SecondaryStatus === status ? true : undefined));

test('jobs beyond the concurrency limit are Pending, can be stopped, and start in order', async () => {
  await Promise.all([create('endless-1', endless), create('endless-2', endless)]);
  await Promise.all([reaches('endless-1', 'Training'), reaches('endless-2', 'Training')]);
  const names = ['first', 'stopped', 'second', 'third'];
  for (const name of names) await create(name);
  for (const name of names) await reaches(name, 'Pending');
  const third = await describe(server, 'third');
  expect(third).toMatchObject({ TrainingJobStatus: 'InProgress' });
  expect(third.SecondaryStatusTransitions?.at(-1)).toMatchObject({
    Status: 'Pending',
    StatusMessage: 'Waiting for other training jobs to end',
  });
  const { TrainingJobSummaries = [] } = await server.sagemaker.send(
    new sm.ListTrainingJobsCommand({ NameContains: 'third' }),
  );
  expect(TrainingJobSummaries).toMatchObject([
    { TrainingJobStatus: 'InProgress', SecondaryStatus: 'Pending' },
  ]);

  await stop('stopped');
  const stopped = await endOf(server, 'stopped');
  expect(stopped.TrainingJobStatus).toBe('Stopped');
  expect(statusesOf(stopped)).toEqual(['Starting', 'Pending', 'Stopping', 'Stopped']);
  expect(stopped.BillableTimeInSeconds).toBeUndefined();

  await stop('endless-1');
  const ends = await Promise.all(['first', 'second', 'third'].map((name) => endOf(server, name)));
  for (const job of ends)
    expect(statusesOf(job)).toEqual([
      'Starting',
      'Pending',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
  const started = ends.map((job) => job.TrainingStartTime?.getTime() ?? 0);
  expect(started).toEqual(started.toSorted((a, b) => a - b));
  expect((await describe(server, 'endless-2')).SecondaryStatus).toBe('Training');
  await stop('endless-2');
  await endOf(server, 'endless-2');
});
