import { dirname } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { paginateDescribeLogStreams } from '@aws-sdk/client-cloudwatch-logs';
import * as s3 from '@aws-sdk/client-s3';
import * as sm from '@aws-sdk/client-sagemaker';
import { expect, test } from 'vitest';
import { processesOf } from '../fuzz/processes.ts';
import { seeded } from '../fuzz/random.ts';
import type { Random } from '../fuzz/random.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { bucket, endOf, endless, eventually, trainingJob, uploadSalary } from './training.ts';

type Server = Awaited<ReturnType<typeof startEmbeddedServer>>;

const jobCount = 100;
const clientCount = 4;
/** A job of a few rows has usually ended by then. */
const longestMs = 400;

interface Ended {
  readonly name: string;
  readonly isStopAcknowledged: boolean;
  readonly job: sm.DescribeTrainingJobResponse;
}

/** Creates a job and stops it at a random moment, unless it has already ended. */
async function createAndStop(server: Server, name: string, random: Random): Promise<Ended> {
  const isEndless = random() < 0.5;
  const input = trainingJob(name, isEndless ? endless : {});
  await server.sagemaker.send(new sm.CreateTrainingJobCommand(input));
  await after(random() ** 2 * longestMs);
  const stopped = server.sagemaker.send(new sm.StopTrainingJobCommand({ TrainingJobName: name }));
  const isStopAcknowledged = await stopped.then(
    () => true,
    (error: unknown) => {
      expect(error).toMatchObject({ name: 'ValidationException' });
      expect(isEndless).toBe(false);
      return false;
    },
  );
  return { name, isStopAcknowledged, job: await endOf(server, name) };
}

/** Names of the jobs that have left a log or an object. */
async function jobsWithOutput({ logs: client, s3: objects }: Server): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const streams = { logGroupName: '/aws/sagemaker/TrainingJobs' };
  for await (const { logStreams = [] } of paginateDescribeLogStreams({ client }, streams))
    for (const { logStreamName = '' } of logStreams) found.add(logStreamName.split('/')[0] ?? '');
  const outputs = { Bucket: bucket, Prefix: 'linear-learner/output/' };
  for await (const { Contents = [] } of s3.paginateListObjectsV2({ client: objects }, outputs))
    for (const { Key = '' } of Contents) found.add(Key.split('/')[2] ?? '');
  return found;
}

test(`${jobCount} jobs stopped at random moments end Stopped, leave no process, and no output unless they had started`, async () => {
  const server = await startEmbeddedServer({ maxTrainingJobs: 1 });
  const folder = dirname(server.stateFolder);
  const random = seeded(20_261_130);
  const all: Ended[] = [];
  try {
    await uploadSalary(server);
    // A process waits for the next job.
    for (let index = 0; index < 4; index += 1) {
      await eventually(async () => (processesOf(folder).length === 1 ? true : undefined));
      all.push(await createAndStop(server, `ready-${index}`, () => random() / 4));
    }
    // Jobs wait for each other.
    const client = async (number: number) => {
      for (let index = number; index < jobCount - 4; index += clientCount)
        all.push(await createAndStop(server, `job-${index}`, random));
    };
    await Promise.all(Array.from({ length: clientCount }, (_, number) => client(number)));

    const withOutput = await jobsWithOutput(server);
    const [before, later] = [new Set<string>(), new Set<string>()];
    for (const { name, isStopAcknowledged, job } of all) {
      const statuses = job.SecondaryStatusTransitions?.map(({ Status }) => Status) ?? [];
      const hasStarted = statuses.includes('Downloading');
      const end = isStopAcknowledged ? 'Stopped' : 'Completed';
      expect([name, job.TrainingJobStatus, job.SecondaryStatus]).toEqual([name, end, end]);
      expect(statuses.filter((status) => status === end)).toHaveLength(1);
      expect(statuses.includes('Stopping')).toBe(isStopAcknowledged);
      (hasStarted ? later : before).add(name);
      if (hasStarted) continue;
      expect(withOutput.has(name), name).toBe(false);
      expect(job.ModelArtifacts?.S3ModelArtifacts).toBe('');
      expect(job.TrainingStartTime).toBeUndefined();
    }
    expect(all).toHaveLength(jobCount);
    expect(Math.min(before.size, later.size)).toBeGreaterThan(5);
    await eventually(async () => (processesOf(folder).length <= 1 ? true : undefined));
    expect(server.errors).toEqual([]);
  } finally {
    await server.stop();
  }
  await eventually(async () => (processesOf(folder).length === 0 ? true : undefined));
});
