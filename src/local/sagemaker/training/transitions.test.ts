import { expect, test } from 'vitest';
import type { TrainingJob } from '../trainingJob.ts';
import { finishEventually } from './transitions.ts';
import type { Outcome } from './transitions.ts';

const request: TrainingJob['request'] = {
  TrainingJobName: 'job',
  RoleArn: '',
  AlgorithmSpecification: {},
  HyperParameters: {},
  InputDataConfig: [],
  OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
  ResourceConfig: {},
  StoppingCondition: {},
  Tags: [],
};

async function endOf(status: TrainingJob['status'], outcome: Outcome): Promise<TrainingJob> {
  let job: TrainingJob = {
    name: 'job',
    request,
    status,
    secondaryStatus: status,
    transitions: [{ Status: status, StartTime: 1, StatusMessage: '' }],
    createdAt: 1,
    modifiedAt: 1,
    hasArtifact: false,
    finalMetrics: [],
  };
  const state = {
    clock: () => new Date(2000),
    closing: new AbortController().signal,
    onError: (error: unknown) => expect.unreachable(String(error)),
    trainingJobs: {
      update: async (_: string, edit: (found: TrainingJob) => TrainingJob) => {
        job = edit(job);
      },
    },
  };
  await finishEventually(state, 'job', outcome);
  return job;
}

test('job whose stop was acknowledged as it completed ends Stopped', async () => {
  const job = await endOf('Stopping', { kind: 'completed' });
  expect(job).toMatchObject({ status: 'Stopped', secondaryStatus: 'Stopped', trainingEndedAt: 2 });
  expect(job.transitions.map(({ Status }) => Status)).toEqual(['Stopping', 'Stopped']);
});

test('job that fails while it stops keeps its reason', async () => {
  const job = await endOf('Stopping', { kind: 'failed', reason: 'ClientError: no rows' });
  expect(job).toMatchObject({ status: 'Failed', failureReason: 'ClientError: no rows' });
});

test('job that completes without a stop ends Completed', async () => {
  expect(await endOf('InProgress', { kind: 'completed' })).toMatchObject({ status: 'Completed' });
});
