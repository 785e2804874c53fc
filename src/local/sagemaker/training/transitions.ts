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

/** Updates a stored job; no effect when it does not exist. */
export const change = (
  { trainingJobs, clock }: SageMakerContext,
  name: string,
  edit: (job: TrainingJob) => TrainingJob,
): Promise<void> => trainingJobs.update(name, (job) => ({ ...edit(job), modifiedAt: epochSeconds(clock) }));

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

/** Stores the outcome of a job: status, last transition, and failure reason if any. */
export async function finish(context: SageMakerContext, name: string, outcome: Outcome): Promise<void> {
  const now = epochSeconds(context.clock);
  const { status, secondaryStatus, message } = endOf(outcome);
  await change(context, name, (job) => ({
    ...job,
    status,
    secondaryStatus,
    trainingEndedAt: now,
    ...(outcome.kind === 'failed' ? { failureReason: message } : {}),
    transitions: [
      ...closeLast(job.transitions, now),
      { Status: secondaryStatus, StartTime: now, EndTime: now, StatusMessage: message },
    ],
  }));
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
  for (const { name, status, secondaryStatus } of context.trainingJobs.list()) {
    const activity = secondaryStatus === 'Pending' ? 'waiting' : 'running';
    if (status === 'Stopping') await finish(context, name, { kind: 'stopped' });
    if (status === 'InProgress')
      await finish(context, name, {
        kind: 'failed',
        reason: `InternalServerError: the embedded server ended while this job was ${activity}. Train again.`,
      });
  }
}
