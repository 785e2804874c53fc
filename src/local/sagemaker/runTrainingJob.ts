import { createReadStream } from 'node:fs';
import { copyFile, link, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseLogLine } from '../../learner/logLines/parse.ts';
import type { JobRequest } from '../jobs/messages.ts';
import { epochSeconds } from './context.ts';
import type { SageMakerContext } from './context.ts';
import { parseS3Uri } from './names.ts';
import { artifactUriOf, closeLast } from './resources.ts';
import type { TrainingJob } from './resources.ts';

const trainingLogGroup = '/aws/sagemaker/TrainingJobs';

type Outcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'max-runtime' };

/** Takes a job from Starting to its end: reads its channels, trains in a process of its own, stores the artifact. */
export async function runTrainingJob(context: SageMakerContext, { name }: TrainingJob): Promise<void> {
  const scratch = await mkdtemp(join(scratchRoot(context), 'job-'));
  let interrupt: Outcome | undefined;
  let kill: () => void = () => undefined;
  context.runningJobs.set(name, (reason) => {
    interrupt ??= { kind: reason };
    kill();
  });
  const timer = startTimer(context, name);
  try {
    await enter(context, name, 'Downloading', 'Downloading input data');
    const request = await downloadChannels(context, name, scratch);
    const outcome =
      interrupt ?? (typeof request === 'string' ? { kind: 'failed', reason: request } : undefined);
    if (outcome !== undefined || typeof request === 'string')
      return await finish(context, name, outcome ?? { kind: 'stopped' });
    const ended = await train(context, name, request, (end) => {
      kill = end;
    });
    if (interrupt !== undefined) return await finish(context, name, interrupt);
    if (ended !== 'done') return await finish(context, name, { kind: 'failed', reason: ended.failed });
    await enter(context, name, 'Uploading', 'Uploading generated training model');
    await storeArtifact(context, name, request.artifactPath);
    await finish(context, name, { kind: 'completed' });
  } catch (error) {
    context.onError(error);
    const reason = error instanceof Error ? error.message : String(error);
    await finish(context, name, interrupt ?? { kind: 'failed', reason: `InternalServerError: ${reason}` });
  } finally {
    clearTimeout(timer);
    context.runningJobs.delete(name);
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Beside the blobs, so that a hard link can stand for a download. */
const scratchRoot = ({ objects }: SageMakerContext) => dirname(dirname(objects.blobPath('x')));

function startTimer({ trainingJobs, runningJobs }: SageMakerContext, name: string): NodeJS.Timeout {
  const seconds = trainingJobs.get(name)?.request.StoppingCondition.MaxRuntimeInSeconds ?? 86_400;
  const timer = setTimeout(
    () => runningJobs.get(name)?.('max-runtime'),
    Math.min(seconds * 1000, 2 ** 31 - 1),
  );
  return timer.unref();
}

/** Brings every channel's objects into the job's own folder; a text tells why that cannot be. */
async function downloadChannels(
  context: SageMakerContext,
  name: string,
  scratch: string,
): Promise<JobRequest | string> {
  const job = context.trainingJobs.get(name);
  const channels: Record<string, JobRequest['channels']['train']> = {};
  for (const { ChannelName, ContentType, DataSource } of job?.request.InputDataConfig ?? []) {
    const { bucket, key } = parseS3Uri(DataSource.S3DataSource.S3Uri, 's3Uri');
    const found = context.objects
      .list(bucket)
      .filter((object) => object.key.startsWith(key) && object.size > 0);
    if (found.length === 0)
      return `ClientError: Data download failed: No objects found under ${DataSource.S3DataSource.S3Uri}`;
    const contentType = ContentType ?? 'application/x-recordio-protobuf';
    if (contentType !== 'text/csv' && contentType !== 'application/x-recordio-protobuf') {
      return `ClientError: No iterator has been registered for ContentType ('${contentType}', '1.0')`;
    }
    const paths: string[] = [];
    for (const [index, { blob }] of found.entries()) {
      const path = join(scratch, `${ChannelName}-${index}`);
      await link(context.objects.blobPath(blob), path).catch(() =>
        copyFile(context.objects.blobPath(blob), path),
      );
      paths.push(path);
    }
    channels[ChannelName] = { contentType, paths };
  }
  const { train, validation, test } = channels;
  return {
    hyperparameters: job?.request.HyperParameters ?? {},
    channels: {
      train: train ?? { contentType: 'text/csv', paths: [] },
      ...(validation ? { validation } : {}),
      ...(test ? { test } : {}),
    },
    artifactPath: join(scratch, 'model.tar.gz'),
  };
}

async function train(
  context: SageMakerContext,
  name: string,
  request: JobRequest,
  onStarted: (kill: () => void) => void,
): Promise<'done' | { readonly failed: string }> {
  const stream = `${name}/algo-1-${Math.floor(epochSeconds(context.clock))}`;
  const pending: Promise<void>[] = [];
  const metrics = new Map<string, number>();
  const running = context.jobProcesses.start(request, (message) => {
    if (message.kind === 'training')
      pending.push(
        enter(context, name, 'Training', 'Training image download completed. Training in progress.'),
      );
    if (message.kind !== 'log') return;
    pending.push(context.logs.append(trainingLogGroup, stream, message.lines));
    for (const line of message.lines) {
      const event = parseLogLine(line);
      if (event?.kind === 'score') metrics.set(`${event.split}:${event.name}`, event.value);
    }
  });
  onStarted(() => running.kill());
  const ended = await running.ended;
  if (ended !== 'done') pending.push(context.logs.append(trainingLogGroup, stream, [ended.failed]));
  await Promise.all(pending);
  const Timestamp = epochSeconds(context.clock);
  const finalMetrics = [...metrics]
    .filter(([, value]) => Number.isFinite(value))
    .map(([MetricName, Value]) => ({ MetricName, Value, Timestamp }));
  await change(context, name, (job) => ({ ...job, finalMetrics }));
  return ended;
}

async function storeArtifact(context: SageMakerContext, name: string, path: string): Promise<void> {
  const job = context.trainingJobs.get(name);
  if (job === undefined) return;
  const { bucket, key } = parseS3Uri(artifactUriOf(job), 's3OutputPath');
  const blob = await context.objects.writeBlob(createReadStream(path));
  const etag = `"${blob.md5.toString('hex')}"`;
  await context.objects.put({
    bucket,
    key,
    blob: blob.name,
    size: blob.size,
    etag,
    contentType: 'application/x-gzip',
    metadata: {},
  });
}

async function enter(
  context: SageMakerContext,
  name: string,
  Status: string,
  StatusMessage: string,
): Promise<void> {
  const now = epochSeconds(context.clock);
  await change(context, name, (job) =>
    job.status === 'InProgress'
      ? {
          ...job,
          secondaryStatus: Status,
          ...(Status === 'Downloading' ? { trainingStartedAt: now } : {}),
          transitions: [...closeLast(job.transitions, now), { Status, StartTime: now, StatusMessage }],
        }
      : job,
  );
}

async function finish(context: SageMakerContext, name: string, outcome: Outcome): Promise<void> {
  const now = epochSeconds(context.clock);
  const end = (
    status: TrainingJob['status'],
    secondaryStatus: string,
    StatusMessage: string,
    failureReason?: string,
  ) =>
    change(context, name, (job) => ({
      ...job,
      status,
      secondaryStatus,
      trainingEndedAt: now,
      ...(failureReason === undefined ? {} : { failureReason }),
      transitions: [
        ...closeLast(job.transitions, now),
        { Status: secondaryStatus, StartTime: now, EndTime: now, StatusMessage },
      ],
    }));
  switch (outcome.kind) {
    case 'completed':
      return end('Completed', 'Completed', 'Training job completed');
    case 'failed':
      return end('Failed', 'Failed', outcome.reason, outcome.reason);
    case 'stopped':
      return end('Stopped', 'Stopped', 'Training job stopped');
    case 'max-runtime':
      return end('Stopped', 'MaxRuntimeExceeded', 'The training job ran longer than MaxRuntimeInSeconds');
  }
}

async function change(
  context: SageMakerContext,
  name: string,
  edit: (job: TrainingJob) => TrainingJob,
): Promise<void> {
  const job = context.trainingJobs.get(name);
  if (job === undefined) return;
  await context.trainingJobs.put({ ...edit(job), modifiedAt: epochSeconds(context.clock) });
}

/** At a start of the server: what was running when it ended is Failed, with the reason. */
export async function failInterruptedJobs(context: SageMakerContext): Promise<void> {
  for (const job of context.trainingJobs.list()) {
    if (job.status !== 'InProgress' && job.status !== 'Stopping') continue;
    const stopped = job.status === 'Stopping';
    await finish(
      context,
      job.name,
      stopped
        ? { kind: 'stopped' }
        : {
            kind: 'failed',
            reason: 'InternalServerError: the embedded server ended while this job was running. Train again.',
          },
    );
  }
}
