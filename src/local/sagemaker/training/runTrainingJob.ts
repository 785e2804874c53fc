import { access, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InterruptReason } from '../../jobs/runningJobs.ts';
import { ChannelError, downloadChannels } from './channels.ts';
import { epochSeconds } from '../context.ts';
import type { SageMakerContext } from '../context.ts';
import type { Permit } from '../../permits/permits.ts';
import { metricDefinitionsOf } from './metrics.ts';
import { parseS3Uri } from '../names.ts';
import { fileBytes } from '../../store/fileBytes.ts';
import { artifactUriOf, defaultMaxRuntimeSeconds } from '../trainingJob.ts';
import type { TrainingJob } from '../trainingJob.ts';
import { change, enter, finishEventually } from './transitions.ts';
import type { Outcome } from './transitions.ts';

const trainingLogGroup = '/aws/sagemaker/TrainingJobs';

/** How long a job being stopped may take to write its best model, like SageMaker's SIGTERM window. */
const stopGraceMs = 700;
const maxTimerMs = 2 ** 31 - 1;

/**
 * Runs a job from Starting to its end: waits for its turn, downloads its channels, trains in a separate process, stores the
 * artifact. Never rejects: an error becomes the job's failure reason.
 */
export async function runTrainingJob(
  context: SageMakerContext,
  job: TrainingJob,
  signal: AbortSignal,
): Promise<void> {
  const turn = await waitForTurn(context, job.name, signal);
  const outcome: Outcome = turn === undefined ? { kind: 'stopped' } : await outcomeOf(context, job, signal);
  await finishEventually(context, job.name, outcome);
  turn?.release();
}

async function outcomeOf(context: SageMakerContext, job: TrainingJob, signal: AbortSignal): Promise<Outcome> {
  try {
    return await runNow(context, job, signal);
  } catch (error) {
    context.onError(error);
    const reason = `InternalServerError: ${error instanceof Error ? error.message : String(error)}`;
    return { kind: 'failed', reason };
  }
}

/** Resolves with the job's turn; undefined when the job is stopped while waiting. */
async function waitForTurn(
  context: SageMakerContext,
  name: string,
  signal: AbortSignal,
): Promise<Permit | undefined> {
  let pending = Promise.resolve();
  const permit = await context.trainingPermits
    .take(1, signal, () => {
      // Where it cannot be stored the job still waits for its turn.
      pending = enter(context, name, 'Pending', 'Waiting for other training jobs to end').catch(
        context.onError,
      );
    })
    .catch(() => undefined);
  await pending;
  return permit;
}

/** MaxRuntimeInSeconds starts here: time in the queue does not count. */
async function runNow(context: SageMakerContext, job: TrainingJob, signal: AbortSignal): Promise<Outcome> {
  const { MaxRuntimeInSeconds: seconds = defaultMaxRuntimeSeconds } = job.request.StoppingCondition;
  const interrupt = () => context.runningJobs.interrupt(job.name, 'max-runtime');
  const timer = setTimeout(interrupt, Math.min(seconds * 1000, maxTimerMs));
  try {
    const scratch = await mkdtemp(join(context.scratchFolder, 'job-'));
    try {
      return await work(context, job, scratch, signal);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
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
    context.jobProcesses.prepare();
    await enter(context, name, 'Downloading', 'Downloading input data');
    const channels = await downloadChannels(context, request, scratch, signal);
    signal.throwIfAborted();
    const { HyperParameters: hyperparameters } = request;
    const ended = await train(
      context,
      name,
      {
        hyperparameters,
        channels,
        artifactPath,
        metricDefinitions: [...metricDefinitionsOf(request)],
      },
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
  name: string,
  jobRequest: Parameters<SageMakerContext['jobProcesses']['train']>[0],
  signal: AbortSignal,
): Promise<'done' | { readonly failed: string }> {
  const stream = `${name}/algo-1-${Math.floor(epochSeconds(context.clock))}`;
  // What cannot be stored, as on a full disk, ends the training at once.
  const written = openWrites(() => running.stop(0));
  const metrics = new Map<string, TrainingJob['finalMetrics'][number]>();
  const running = context.jobProcesses.train(jobRequest, (message) => {
    if (message.kind === 'training')
      written.add(
        enter(context, name, 'Training', 'Training image download completed. Training in progress.'),
      );
    if (message.kind !== 'log') return;
    written.add(context.logs.append(trainingLogGroup, stream, message.lines));
    const Timestamp = epochSeconds(context.clock);
    for (const { name: MetricName, value: Value } of message.metrics)
      metrics.set(MetricName, { MetricName, Value, Timestamp });
  });
  const stop = () => running.stop(stopGraceMs);
  signal.addEventListener('abort', stop, { once: true });
  const ended = await running.ended;
  signal.removeEventListener('abort', stop);
  if (ended !== 'done' && !signal.aborted)
    written.add(context.logs.append(trainingLogGroup, stream, [ended.failed]));
  await written.all();
  await change(context, name, (job) => ({ ...job, finalMetrics: [...metrics.values()] }));
  return ended;
}

/** Pending writes that are awaited together. */
function openWrites(onFailure: () => void) {
  const pending = new Set<Promise<void>>();
  let failure: unknown;
  return {
    add(write: Promise<void>) {
      const settled = write
        .catch((error: unknown) => {
          if (failure === undefined) onFailure();
          failure ??= error;
        })
        .finally(() => pending.delete(settled));
      pending.add(settled);
    },
    /** Throws the first error of any of them. */
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
  const blob = await context.blobs.write(fileBytes(path));
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
