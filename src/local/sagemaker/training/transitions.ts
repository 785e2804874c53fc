import { setTimeout as pause } from 'node:timers/promises';
import type { WriteOptions } from '../../store/database.ts';
import { epochSeconds } from '../context.ts';
import type { SageMakerContext } from '../context.ts';
import { closeLast } from '../trainingJob.ts';
import type { TrainingJob } from '../trainingJob.ts';

/** How a training job can end. */
export type Outcome =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'max-runtime' };

const maxReasonLength = 1024;

/** Where the state of jobs is kept. */
interface JobState extends Pick<SageMakerContext, 'clock' | 'closing' | 'onError'> {
  readonly trainingJobs: Pick<SageMakerContext['trainingJobs'], 'update'>;
}

/** Updates a stored job; no effect when it does not exist. */
export const change = (
  { trainingJobs, clock }: Pick<JobState, 'trainingJobs' | 'clock'>,
  name: string,
  edit: (job: TrainingJob) => TrainingJob,
  options?: WriteOptions,
): Promise<void> =>
  trainingJobs.update(name, (job) => ({ ...edit(job), modifiedAt: epochSeconds(clock) }), options);

/** Starts the next secondary status of a job; a job being stopped stays Stopping. */
export async function enter(
  context: SageMakerContext,
  name: string,
  Status: 'Pending' | 'Downloading' | 'Training' | 'Uploading',
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

/**
 * Stores the outcome of a job: status, last transition, and failure reason if any. A full disk does not keep it from being stored,
 * unless its reserve is used up too.
 */
async function finish(context: JobState, name: string, outcome: Outcome): Promise<void> {
  const now = epochSeconds(context.clock);
  const ended = (job: TrainingJob): TrainingJob => {
    // A stop acknowledged just before completion still counts.
    const isStopping = job.status === 'Stopping' && outcome.kind === 'completed';
    const { status, secondaryStatus, message } = endOf(isStopping ? { kind: 'stopped' } : outcome);
    return {
      ...job,
      status,
      secondaryStatus,
      trainingEndedAt: now,
      ...(outcome.kind === 'failed' ? { failureReason: message } : {}),
      transitions: [
        ...closeLast(job.transitions, now),
        { Status: secondaryStatus, StartTime: now, EndTime: now, StatusMessage: message },
      ],
    };
  };
  await change(context, name, ended, { isEssential: true });
}

const retryMs = 5000;

/** As finish, but tries again until it succeeds or the server ends: a job that has ended must not stay InProgress. */
export async function finishEventually(context: JobState, name: string, outcome: Outcome): Promise<void> {
  const { closing: signal } = context;
  for (;;) {
    try {
      return await finish(context, name, outcome);
    } catch (error) {
      context.onError(error);
    }
    await pause(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

function endOf(outcome: Outcome): {
  readonly status: TrainingJob['status'];
  readonly secondaryStatus: string;
  readonly message: string;
} {
  switch (outcome.kind) {
    case 'completed':
      return { status: 'Completed', secondaryStatus: 'Completed', message: 'Training job completed' };
    case 'failed':
      return {
        status: 'Failed',
        secondaryStatus: 'Failed',
        message: outcome.reason.slice(0, maxReasonLength),
      };
    case 'stopped':
      return { status: 'Stopped', secondaryStatus: 'Stopped', message: 'Training job stopped' };
    case 'max-runtime':
      return {
        status: 'Stopped',
        secondaryStatus: 'MaxRuntimeExceeded',
        message: 'The training job ran longer than MaxRuntimeInSeconds',
      };
  }
}

/** When the server starts: jobs that its predecessor left unfinished become Failed, or Stopped if they were stopping. */
export async function failInterruptedJobs(context: SageMakerContext): Promise<void> {
  const unfinished = (['InProgress', 'Stopping'] as const).flatMap((status) =>
    context.trainingJobs.page({
      status,
      sortBy: 'name',
      isDescending: false,
      limit: Number.MAX_SAFE_INTEGER,
    }),
  );
  for (const job of unfinished) {
    const outcome = interruptedOutcome(job);
    await finish(context, job.name, outcome).catch((error: unknown) => {
      context.onError(error);
      // The server starts on a full disk too.
      void finishEventually(context, job.name, outcome);
    });
  }
}

function interruptedOutcome({ status, secondaryStatus }: TrainingJob): Outcome {
  if (status === 'Stopping') return { kind: 'stopped' };
  const activity = secondaryStatus === 'Pending' ? 'waiting' : 'running';
  const reason = `InternalServerError: the embedded server ended while this job was ${activity}. Train again.`;
  return { kind: 'failed', reason };
}
