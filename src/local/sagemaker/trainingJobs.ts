import * as z from 'zod/mini';
import { ServiceError } from '../http/types.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parsed } from './json.ts';
import type { JsonOperation } from './json.ts';
import { listPage } from './listing.ts';
import { arnOf, checkName, checkRoleArn, parseS3Uri, validation } from './names.ts';
import { artifactUriOf, closeLast, createTrainingJobSchema } from './resources.ts';
import type { TrainingJob } from './resources.ts';
import { runTrainingJob } from './runTrainingJob.ts';
import { rememberTags } from './tags.ts';

const nameSchema = z.object({ TrainingJobName: z.string() });

export function trainingJobOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  const { trainingJobs, clock } = context;
  const requireJob = (input: unknown) => {
    const job = trainingJobs.get(parsed(nameSchema, input).TrainingJobName);
    if (job === undefined) throw validation('Requested resource not found.');
    return job;
  };
  return {
    CreateTrainingJob: async (input) => {
      const request = parsed(createTrainingJobSchema, input);
      checkRequest(context, request);
      const now = epochSeconds(clock);
      const job: TrainingJob = {
        name: request.TrainingJobName,
        request,
        status: 'InProgress',
        secondaryStatus: 'Starting',
        transitions: [{ Status: 'Starting', StartTime: now, StatusMessage: 'Starting the training job' }],
        createdAt: now,
        modifiedAt: now,
        finalMetrics: [],
      };
      const TrainingJobArn = arnOf('training-job', job.name);
      await rememberTags(context, TrainingJobArn, request.Tags);
      await trainingJobs.put(job);
      void runTrainingJob(context, job).catch(context.onError);
      return { TrainingJobArn };
    },
    DescribeTrainingJob: async (input) => describe(requireJob(input)),
    ListTrainingJobs: async (input) => {
      const { page, ...rest } = listPage(trainingJobs.list(), input);
      return { TrainingJobSummaries: page.map(summary), ...rest };
    },
    StopTrainingJob: async (input) => {
      const job = requireJob(input);
      if (job.status !== 'InProgress')
        throw validation(`The request was rejected because the training job is in status ${job.status}.`);
      const now = epochSeconds(clock);
      await trainingJobs.put({
        ...job,
        status: 'Stopping',
        secondaryStatus: 'Stopping',
        modifiedAt: now,
        transitions: [
          ...closeLast(job.transitions, now),
          { Status: 'Stopping', StartTime: now, StatusMessage: 'Stopping the training job' },
        ],
      });
      context.runningJobs.get(job.name)?.('stopped');
      return {};
    },
  };
}

function checkRequest({ trainingJobs, buckets }: SageMakerContext, request: TrainingJob['request']): void {
  checkName(request.TrainingJobName, 'trainingJobName');
  checkRoleArn(request.RoleArn);
  const { bucket } = parseS3Uri(request.OutputDataConfig.S3OutputPath, 'outputDataConfig.s3OutputPath');
  if (trainingJobs.get(request.TrainingJobName) !== undefined) {
    const arn = arnOf('training-job', request.TrainingJobName);
    const message = `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`;
    throw new ServiceError('ResourceInUse', message);
  }
  if (buckets.get(bucket) === undefined)
    throw validation(`Could not access S3 bucket ${bucket}: it does not exist.`);
  if (!request.InputDataConfig.some(({ ChannelName }) => ChannelName === 'train'))
    throw validation('A train channel is required.');
  for (const channel of request.InputDataConfig) {
    const source = channel.DataSource.S3DataSource;
    parseS3Uri(source.S3Uri, 'inputDataConfig.s3Uri');
    if (source.S3DataType !== 'S3Prefix')
      throw validation(`S3DataType ${source.S3DataType} is not implemented by the embedded server`);
  }
  if (!(request.AlgorithmSpecification.TrainingImage ?? '').includes('linear-learner')) {
    throw validation('The embedded server trains the Linear Learner image alone.');
  }
}

function summary({ name, createdAt, modifiedAt, trainingEndedAt, status, secondaryStatus }: TrainingJob) {
  return {
    TrainingJobName: name,
    TrainingJobArn: arnOf('training-job', name),
    CreationTime: createdAt,
    LastModifiedTime: modifiedAt,
    TrainingJobStatus: status,
    SecondaryStatus: secondaryStatus,
    ...(trainingEndedAt === undefined ? {} : { TrainingEndTime: trainingEndedAt }),
  };
}

function describe(job: TrainingJob) {
  const { Tags: _, ...request } = job.request;
  const { trainingStartedAt: started, trainingEndedAt: ended } = job;
  return {
    ...request,
    ...summary(job),
    ModelArtifacts: { S3ModelArtifacts: artifactUriOf(job) },
    SecondaryStatusTransitions: job.transitions,
    FinalMetricDataList: job.finalMetrics,
    ...(job.failureReason === undefined ? {} : { FailureReason: job.failureReason }),
    ...(started === undefined ? {} : { TrainingStartTime: started }),
    ...(started === undefined || ended === undefined
      ? {}
      : {
          TrainingTimeInSeconds: Math.round(ended - started),
          BillableTimeInSeconds: Math.round(ended - started),
        }),
    EnableManagedSpotTraining: false,
  };
}
