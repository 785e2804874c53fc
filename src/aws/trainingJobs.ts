import {
  CreateTrainingJobCommand,
  DeleteTrainingJobCommand,
  type CreateTrainingJobCommandOutput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobResponse,
  ListTrainingJobsCommand,
  StopTrainingJobCommand,
  type TrainingInstanceType,
  type TrainingJobStatus,
} from '@aws-sdk/client-sagemaker';
import type { Failure } from '../learner/errors.ts';
import { call, type CallOptions, pause, required, unlessMissing } from './failures/call.ts';
import { hasCode } from './failures/errors.ts';
import type { AwsClients } from './connections/clients.ts';
import { create, type CreateOptions, newAttempt } from './creation.ts';
import { hasEnded } from './jobStatus.ts';
import { type GrowingLog, type LogLine, openTrainingLog } from './logs.ts';
import { onceRoleIsKnown } from './roles.ts';
import { tagsOf } from './tags.ts';

export interface Channel {
  readonly name: string;
  /** A prefix: the job reads every object under it. */
  readonly s3Uri: string;
  readonly contentType: string | undefined;
}

export interface TrainingRequest {
  readonly trainingJobName: string;
  readonly roleArn: string;
  readonly imageUri: string;
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  /** SageMaker writes `<outputS3Uri>/<job>/output/model.tar.gz`. */
  readonly outputS3Uri: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly maxRuntimeSeconds: number;
  /** Name of the experiment file. */
  readonly experiment: string;
}

/** A training job as SageMaker describes it. Times are milliseconds since 1970. */
export interface TrainingJobDetails {
  readonly trainingJobName: string;
  readonly arn: string;
  readonly status: TrainingJobStatus;
  readonly secondaryStatus: string;
  /** Message of the last transition, such as 'Training image download completed. Training in progress.' */
  readonly statusMessage: string;
  readonly failureReason: string | undefined;
  readonly createdAt: number;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly transitions: readonly StatusTransition[];
  readonly imageUri: string;
  readonly roleArn: string;
  readonly hyperparameters: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  readonly outputS3Uri: string;
  /** Undefined until the job is Completed, or Stopped with a model. */
  readonly modelS3Uri: string | undefined;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly maxRuntimeSeconds: number;
  readonly billableSeconds: number | undefined;
  readonly finalMetrics: Readonly<Record<string, number>>;
}

export interface StatusTransition {
  readonly status: string;
  readonly message: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
}

export interface TrainingJobSummary {
  readonly trainingJobName: string;
  readonly status: TrainingJobStatus;
  /** What a running job does, or how one was stopped; the status itself where the service does not say. */
  readonly secondaryStatus: string;
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

export interface TrainingUpdate {
  readonly details: TrainingJobDetails;
  /** Log lines since the previous update. */
  readonly lines: readonly LogLine[];
  /** Why the log may not be read: the job is followed without it. */
  readonly logFailure?: Failure;
}

/**
 * Creates a training job; calls `onWillCreate` before it is requested. Throws when the job is refused, after `onNotCreated`, and when
 * it is unknown whether it was created.
 */
export async function createTrainingJob(
  clients: AwsClients,
  request: TrainingRequest,
  options: CreateOptions = {},
): Promise<void> {
  const attempt = newAttempt();
  const { trainingJobName } = request;
  const command = new CreateTrainingJobCommand({
    TrainingJobName: trainingJobName,
    RoleArn: request.roleArn,
    AlgorithmSpecification: { TrainingImage: request.imageUri, TrainingInputMode: 'File' },
    HyperParameters: { ...request.hyperparameters },
    InputDataConfig: request.channels.map((channel) => inputOf(channel, request.instanceCount)),
    OutputDataConfig: { S3OutputPath: request.outputS3Uri },
    ResourceConfig: {
      // SAFETY: the SDK's enum is fixed at its release; the service decides which types exist.
      InstanceType: request.instanceType as TrainingInstanceType,
      InstanceCount: request.instanceCount,
      VolumeSizeInGB: 30,
    },
    StoppingCondition: { MaxRuntimeInSeconds: request.maxRuntimeSeconds },
    Tags: tagsOf({ experiment: request.experiment }, attempt),
  });
  const made = {
    operation: 'CreateTrainingJob',
    command,
    send: (sending: CallOptions) => onceRoleIsKnown(() => clients.sagemaker.send(command, sending), options),
    arnOf: (output: CreateTrainingJobCommandOutput) => output.TrainingJobArn,
    find: async (signal: AbortSignal | undefined) =>
      (await unlessMissing(() => describeTrainingJob(clients, trainingJobName, signal)))?.arn,
    attempt,
  };
  await options.onWillCreate?.({ attempt, account: undefined, awsNowMs: undefined });
  const creation = await create(clients, made, options);
  if (creation.kind === 'created') return;
  if (creation.kind === 'refused') await options.onNotCreated?.();
  throw creation.error;
}

function inputOf({ name, s3Uri, contentType }: Channel, instanceCount: number) {
  // Only training data may be sharded across instances; every instance validates on all rows.
  const sharded = name === 'train' && instanceCount > 1;
  return {
    ChannelName: name,
    DataSource: {
      S3DataSource: {
        S3DataType: 'S3Prefix' as const,
        S3Uri: s3Uri,
        S3DataDistributionType: sharded ? ('ShardedByS3Key' as const) : ('FullyReplicated' as const),
      },
    },
    ...(contentType === undefined ? {} : { ContentType: contentType }),
  };
}

export async function describeTrainingJob(
  clients: AwsClients,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<TrainingJobDetails> {
  const answer = await call('DescribeTrainingJob', signal, (options) =>
    clients.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: trainingJobName }), options),
  );
  return detailsOf(answer);
}

function detailsOf(answer: DescribeTrainingJobResponse): TrainingJobDetails {
  const must = <T>(value: T | undefined, member: string) => required(value, 'DescribeTrainingJob', member);
  const status = must(answer.TrainingJobStatus, 'TrainingJobStatus');
  const transitions = transitionsOf(answer);
  const modelS3Uri = answer.ModelArtifacts?.S3ModelArtifacts;
  return {
    trainingJobName: must(answer.TrainingJobName, 'TrainingJobName'),
    arn: must(answer.TrainingJobArn, 'TrainingJobArn'),
    status,
    secondaryStatus: answer.SecondaryStatus ?? status,
    statusMessage: transitions.at(-1)?.message ?? '',
    failureReason: answer.FailureReason,
    createdAt: must(answer.CreationTime, 'CreationTime').getTime(),
    startedAt: answer.TrainingStartTime?.getTime(),
    endedAt: answer.TrainingEndTime?.getTime(),
    transitions,
    imageUri: answer.AlgorithmSpecification?.TrainingImage ?? '',
    roleArn: answer.RoleArn ?? '',
    hyperparameters: answer.HyperParameters ?? {},
    channels: channelsOf(answer),
    outputS3Uri: answer.OutputDataConfig?.S3OutputPath ?? '',
    modelS3Uri: hasEnded(status) && modelS3Uri !== '' ? modelS3Uri : undefined,
    instanceType: answer.ResourceConfig?.InstanceType ?? '',
    instanceCount: answer.ResourceConfig?.InstanceCount ?? 1,
    maxRuntimeSeconds: answer.StoppingCondition?.MaxRuntimeInSeconds ?? 0,
    billableSeconds: answer.BillableTimeInSeconds,
    finalMetrics: finalMetricsOf(answer),
  };
}

function transitionsOf(answer: DescribeTrainingJobResponse): StatusTransition[] {
  return (answer.SecondaryStatusTransitions ?? []).flatMap((transition) =>
    transition.Status === undefined || transition.StartTime === undefined
      ? []
      : [
          {
            status: transition.Status,
            message: transition.StatusMessage ?? '',
            startedAt: transition.StartTime.getTime(),
            endedAt: transition.EndTime?.getTime(),
          },
        ],
  );
}

function channelsOf(answer: DescribeTrainingJobResponse): Channel[] {
  return (answer.InputDataConfig ?? []).map((channel) => ({
    name: channel.ChannelName ?? '',
    s3Uri: channel.DataSource?.S3DataSource?.S3Uri ?? '',
    contentType: channel.ContentType,
  }));
}

function finalMetricsOf(answer: DescribeTrainingJobResponse): Record<string, number> {
  const pairs = (answer.FinalMetricDataList ?? []).flatMap(({ MetricName, Value }) =>
    MetricName === undefined || Value === undefined ? [] : [[MetricName, Value] as const],
  );
  return Object.fromEntries(pairs);
}

/** One page of all training jobs, newest first. */
export async function listTrainingJobs(
  clients: AwsClients,
  request: {
    readonly pageSize?: number;
    readonly nextToken?: string | undefined;
    /** Jobs of any status unless given. */
    readonly status?: TrainingJobStatus;
  } = {},
  signal?: AbortSignal,
): Promise<{ jobs: readonly TrainingJobSummary[]; nextToken: string | undefined }> {
  const answer = await call('ListTrainingJobs', signal, (options) =>
    clients.sagemaker.send(
      new ListTrainingJobsCommand({
        SortBy: 'CreationTime',
        SortOrder: 'Descending',
        MaxResults: request.pageSize ?? 50,
        NextToken: request.nextToken,
        StatusEquals: request.status,
      }),
      options,
    ),
  );
  const jobs = (answer.TrainingJobSummaries ?? []).map((summary) => {
    const status = required(summary.TrainingJobStatus, 'ListTrainingJobs', 'TrainingJobStatus');
    return {
      trainingJobName: required(summary.TrainingJobName, 'ListTrainingJobs', 'TrainingJobName'),
      status,
      secondaryStatus: summary.SecondaryStatus ?? status,
      createdAt: required(summary.CreationTime, 'ListTrainingJobs', 'CreationTime').getTime(),
      endedAt: summary.TrainingEndTime?.getTime(),
    };
  });
  return { jobs, nextToken: answer.NextToken };
}

/** Requests that the job stop. Returns at once; the job ends later as Stopped. */
export async function stopTrainingJob(
  clients: AwsClients,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<void> {
  await call('StopTrainingJob', signal, (options) =>
    clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: trainingJobName }), options),
  );
}

/** Deletes the record of a job that has ended; its artifact stays. */
export async function deleteTrainingJob(
  clients: AwsClients,
  trainingJobName: string,
  signal?: AbortSignal,
): Promise<void> {
  await call('DeleteTrainingJob', signal, (options) =>
    clients.sagemaker.send(new DeleteTrainingJobCommand({ TrainingJobName: trainingJobName }), options),
  );
}

/** Long jobs are polled less often than short ones: new lines are a smaller share of the log. */
const longestPollMs = 1000;
/** Log pages read per update of a running job: it may write faster than its log is read. */
const mostPagesAtOnce = 3;

export interface FollowOptions {
  readonly signal?: AbortSignal;
  readonly pollIntervalMs: number;
  /** Waits between two polls: a pause unless given. */
  readonly wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Yields the job's state and new log lines, from the start of the log until the job has ended. The last update holds the final state
 * and the rest of the log. Works for jobs that ended long ago too.
 */
export async function* followTrainingJob(
  clients: AwsClients,
  trainingJobName: string,
  { signal, pollIntervalMs, wait = pause }: FollowOptions,
): AsyncGenerator<TrainingUpdate, TrainingJobDetails, undefined> {
  const log = readableLog(openTrainingLog(clients, trainingJobName));
  const startedAt = Date.now();
  for (;;) {
    // The state is read before the log: once the job has ended, its log is complete.
    const details = await describeTrainingJob(clients, trainingJobName, signal);
    const ended = hasEnded(details.status);
    yield { details, ...(await log.news(signal, ended ? undefined : mostPagesAtOnce)) };
    if (ended) return details;
    const elapsedMs = Date.now() - startedAt;
    await wait(Math.max(pollIntervalMs, Math.min(elapsedMs / 20, longestPollMs)), signal);
  }
}

/** A log that is not read again once it was denied. */
function readableLog(log: GrowingLog) {
  let denied: Failure | undefined;
  return {
    async news(
      signal: AbortSignal | undefined,
      mostPages: number | undefined,
    ): Promise<Pick<TrainingUpdate, 'lines' | 'logFailure'>> {
      if (denied !== undefined) return { lines: [], logFailure: denied };
      try {
        return { lines: await log.newLines(signal, mostPages) };
      } catch (error) {
        if (!hasCode(error, 'access-denied')) throw error;
        denied = error;
        return { lines: [], logFailure: error };
      }
    },
  };
}
