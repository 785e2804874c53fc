import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { arnOf } from '../../account.ts';
import type { Account } from '../../account.ts';
import { ServiceError } from '../../protocols/service.ts';
import { epochSeconds } from '../context.ts';
import type { SageMakerContext } from '../context.ts';
import { parsed } from '../input.ts';
import { JsonText } from '../../protocols/json.ts';
import type { JsonOperation } from '../../protocols/json.ts';
import { derivedOnce } from '../../store/derivedOnce.ts';
import { listPage } from '../listing.ts';
import { checkMetricDefinitions } from './metrics.ts';
import { parseS3Uri, requireLinearLearner, validation } from '../names.ts';
import { runTrainingJob } from './runTrainingJob.ts';
import { forgetTags, rememberTags } from '../tags.ts';
import { closeLast, createTrainingJobSchema, defaultMaxRuntimeSeconds } from '../trainingJob.ts';
import type { CreateTrainingJobRequest, TrainingJob } from '../trainingJob.ts';
import { describeTrainingJob, summarizeTrainingJob } from './output.ts';
import { change } from './transitions.ts';

const nameSchema = z.object({ TrainingJobName: z.string() });
const tuningSchema = z.object({ HyperParameterTuningJobName: z.string() });

/** Its `fit` polls after 5 s, then every 30 s; delaying the response until the job ends saves the user that time. */
const pythonSdk = 'AWS-SageMaker-Python-SDK';
/** Well under the SDK's read timeout of 60 s; log lines are delayed as long. */
const longestAnswerMs = 20_000;

async function endOrTimeout({ runningJobs }: SageMakerContext, name: string): Promise<void> {
  const timeout = new AbortController();
  const late = pause(longestAnswerMs, undefined, { signal: timeout.signal, ref: false });
  await Promise.race([runningJobs.ended(name), late]);
  timeout.abort();
  await late.catch(() => undefined);
}

export function trainingJobOperations(context: SageMakerContext): Readonly<Record<string, JsonOperation>> {
  const { account, trainingJobs, clock } = context;
  const requireJob = (input: unknown) => {
    const job = trainingJobs.get(parsed(nameSchema, input).TrainingJobName);
    if (job === undefined) throw validation('Requested resource not found.');
    return job;
  };
  // Polling clients get the same text many times.
  const description = derivedOnce(
    (job: TrainingJob) => new JsonText(Buffer.from(JSON.stringify(describeTrainingJob(account, job)))),
  );
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
        hasArtifact: false,
        finalMetrics: [],
      };
      const TrainingJobArn = arnOf(account, 'training-job', job.name);
      await rememberTags(context, TrainingJobArn, request.Tags);
      if (!(await trainingJobs.add(job))) throw nameTaken(account, job.name);
      context.runningJobs.start(job.name, (signal) => runTrainingJob(context, job, signal));
      return { TrainingJobArn };
    },
    DescribeTrainingJob: async (input, headers) => {
      const job = requireJob(input);
      if ((headers['user-agent'] ?? '').includes(pythonSdk)) await endOrTimeout(context, job.name);
      return description(trainingJobs.get(job.name) ?? job);
    },
    ListTrainingJobs: async (input) => {
      const { page, ...rest } = listPage(trainingJobs, input, 'Ascending');
      return { TrainingJobSummaries: page.map((job) => summarizeTrainingJob(account, job)), ...rest };
    },
    StopTrainingJob: async (input) => {
      const { name } = requireJob(input);
      const now = epochSeconds(clock);
      await change(context, name, (job) => {
        if (job.status !== 'InProgress')
          throw validation(`The request was rejected because the training job is in status ${job.status}.`);
        const stopping = { Status: 'Stopping', StartTime: now, StatusMessage: 'Stopping the training job' };
        return {
          ...job,
          status: 'Stopping',
          secondaryStatus: 'Stopping',
          transitions: [...closeLast(job.transitions, now), stopping],
        };
      });
      context.runningJobs.interrupt(name, 'stopped');
      return {};
    },
    DeleteTrainingJob: async (input) => {
      const { name, status } = requireJob(input);
      if (status === 'InProgress' || status === 'Stopping')
        throw validation(`The request was rejected because the training job is in status ${status}.`);
      await trainingJobs.remove(name);
      await forgetTags(context, arnOf(account, 'training-job', name));
      return {};
    },
    // There are no tuning jobs here, so none is ever found.
    ListTrainingJobsForHyperParameterTuningJob: async (input) => {
      const { HyperParameterTuningJobName } = parsed(tuningSchema, input);
      const Message = `Amazon SageMaker can't find a tuning job with the name ${HyperParameterTuningJobName}.`;
      throw new ServiceError('ResourceNotFound', Message, 400, { Message });
    },
  };
}

function nameTaken(account: Account, name: string): ServiceError {
  const Message = `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arnOf(account, 'training-job', name)})`;
  return new ServiceError('ResourceInUse', Message, 400, { Message });
}

function checkRequest(
  { account, trainingJobs, buckets, runningJobs }: SageMakerContext,
  request: CreateTrainingJobRequest,
): void {
  const { bucket } = parseS3Uri(request.OutputDataConfig.S3OutputPath, 'outputDataConfig.s3OutputPath');
  if (trainingJobs.get(request.TrainingJobName) !== undefined)
    throw nameTaken(account, request.TrainingJobName);
  if (!runningJobs.isAccepting)
    throw new ServiceError(
      'ServiceUnavailable',
      `The embedded server accepts no new jobs: a newer version replaces it once its ${runningJobs.size} running jobs have ended.`,
      503,
    );
  if (buckets.get(bucket) === undefined)
    throw validation(`Could not access S3 bucket ${bucket}: it does not exist.`);
  checkMetricDefinitions(request.AlgorithmSpecification.MetricDefinitions ?? []);
  checkChannels(request.InputDataConfig);
  const { MaxRuntimeInSeconds = defaultMaxRuntimeSeconds, MaxWaitTimeInSeconds = 0 } =
    request.StoppingCondition;
  if (request.EnableManagedSpotTraining === true && MaxWaitTimeInSeconds < MaxRuntimeInSeconds)
    throw validation(
      'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds.',
    );
  if (request.OutputDataConfig['CompressionType'] === 'NONE')
    throw validation('OutputDataConfig.CompressionType NONE is not implemented by the embedded server');
  requireLinearLearner(request.AlgorithmSpecification.TrainingImage);
}

function checkChannels(channels: TrainingJob['request']['InputDataConfig']): void {
  const seen = new Set<string>();
  for (const { ChannelName, DataSource, RecordWrapperType } of channels) {
    parseS3Uri(DataSource.S3DataSource.S3Uri, 'inputDataConfig.s3Uri');
    if (seen.has(ChannelName))
      throw validation(`Duplicate channel name '${ChannelName}' in the input data configuration.`);
    seen.add(ChannelName);
    if (RecordWrapperType === 'RecordIO')
      throw validation('RecordWrapperType RecordIO is not implemented by the embedded server');
  }
}
