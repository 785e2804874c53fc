import { access, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InterruptReason } from '../../jobs/runningJobs.ts';
import { ChannelError, downloadChannels } from './channels.ts';
import { epochSeconds } from '../context.ts';
import type { SageMakerContext } from '../context.ts';
import { metricDefinitionsOf, openMetricReader } from './metrics.ts';
import { parseS3Uri } from '../names.ts';
import { fileBytes } from '../../store/fileBytes.ts';
import { artifactUriOf, defaultMaxRuntimeSeconds } from '../trainingJob.ts';
import type { TrainingJob } from '../trainingJob.ts';
import { change, enter, finish } from './transitions.ts';
import type { Outcome } from './transitions.ts';

const trainingLogGroup = '/aws/sagemaker/TrainingJobs';

/** How long a job that is to stop may take to hand over its best model, as SageMaker's SIGTERM window. */
const stopGraceMs = 700;
const maxTimerMs = 2 ** 31 - 1;

/**
 * Takes a job from Starting to its end: reads its channels, trains in a process of its own, stores the artifact. Never rejects:
 * what goes wrong is the job's failure reason.
 */
export async function runTrainingJob(
  context: SageMakerContext,
  { name, request }: TrainingJob,
  signal: AbortSignal,
): Promise<void> {
  const seconds = request.StoppingCondition.MaxRuntimeInSeconds ?? defaultMaxRuntimeSeconds;
  const interrupt = () => context.runningJobs.interrupt(name, 'max-runtime');
  const timer = setTimeout(interrupt, Math.min(seconds * 1000, maxTimerMs));
  try {
    const scratch = await mkdtemp(join(context.scratchFolder, 'job-'));
    try {
      await finish(context, name, await work(context, { name, request }, scratch, signal));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  } catch (error) {
    context.onError(error);
    const reason = `InternalServerError: ${error instanceof Error ? error.message : String(error)}`;
    await finish(context, name, { kind: 'failed', reason }).catch(context.onError);
  } finally {
    clearTimeout(timer);
  }
}

async function work(
  context: SageMakerContext,
  { name, request }: Pick<TrainingJob, 'name' | 'request'>,
  scratch: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const artifactPath = join(scratch, 'model.tar.gz');
  try {
    await enter(context, name, 'Downloading', 'Downloading input data');
    const channels = await downloadChannels(context, request, scratch, signal);
    signal.throwIfAborted();
    const { HyperParameters: hyperparameters } = request;
    const ended = await train(
      context,
      { name, request },
      { hyperparameters, channels, artifactPath },
      signal,
    );
    if (ended !== 'done' && !signal.aborted) return { kind: 'failed', reason: ended.failed };
  } catch (error) {
    if (!signal.aborted) {
      if (error instanceof ChannelError) return { kind: 'failed', reason: `ClientError: ${error.message}` };
      throw error;
    }
  }
  if (await exists(artifactPath)) {
    await enter(context, name, 'Uploading', 'Uploading generated training model');
    await storeArtifact(context, name, artifactPath);
  }
  return signal.aborted ? { kind: reasonOf(signal) } : { kind: 'completed' };
}

const reasonOf = ({ reason }: AbortSignal): InterruptReason =>
  reason === 'max-runtime' ? 'max-runtime' : 'stopped';

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function train(
  context: SageMakerContext,
  { name, request }: Pick<TrainingJob, 'name' | 'request'>,
  jobRequest: Parameters<SageMakerContext['jobProcesses']['train']>[0],
  signal: AbortSignal,
): Promise<'done' | { readonly failed: string }> {
  const stream = `${name}/algo-1-${Math.floor(epochSeconds(context.clock))}`;
  const written = openWrites();
  const metrics = openMetricReader(metricDefinitionsOf(request));
  const running = context.jobProcesses.train(jobRequest, (message) => {
    if (message.kind === 'training')
      written.add(
        enter(context, name, 'Training', 'Training image download completed. Training in progress.'),
      );
    if (message.kind !== 'log') return;
    written.add(context.logs.append(trainingLogGroup, stream, message.lines));
    metrics.read(message.lines, epochSeconds(context.clock));
  });
  const stop = () => running.stop(stopGraceMs);
  signal.addEventListener('abort', stop, { once: true });
  const ended = await running.ended;
  signal.removeEventListener('abort', stop);
  if (ended !== 'done' && !signal.aborted)
    written.add(context.logs.append(trainingLogGroup, stream, [ended.failed]));
  await written.all();
  await change(context, name, (job) => ({ ...job, finalMetrics: metrics.final() }));
  return ended;
}

/** Writes under way that nobody waits for one by one. */
function openWrites() {
  const pending = new Set<Promise<void>>();
  let failure: unknown;
  return {
    add(write: Promise<void>) {
      const settled = write
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => pending.delete(settled));
      pending.add(settled);
    },
    /** Throws what one of them threw. */
    async all(): Promise<void> {
      await Promise.all(pending);
      if (failure !== undefined) throw failure;
    },
  };
}

async function storeArtifact(context: SageMakerContext, name: string, path: string): Promise<void> {
  const job = context.trainingJobs.get(name);
  if (job === undefined) return;
  const { bucket, key } = parseS3Uri(artifactUriOf(job), 's3OutputPath');
  const blob = await context.objects.writeBlob(fileBytes(path));
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
  await change(context, name, (changed) => ({ ...changed, hasArtifact: true }));
}
