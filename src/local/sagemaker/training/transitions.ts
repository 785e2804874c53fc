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

/** Edits a job on disk; nothing when it is gone. */
export const change = (
  { trainingJobs, clock }: SageMakerContext,
  name: string,
  edit: (job: TrainingJob) => TrainingJob,
): Promise<void> => trainingJobs.update(name, (job) => ({ ...edit(job), modifiedAt: epochSeconds(clock) }));

/** Begins the next secondary status of a job; one that is being stopped keeps Stopping. */
export async function enter(
  context: SageMakerContext,
  name: string,
  Status: 'Downloading' | 'Training' | 'Uploading',
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

/** Writes how a job ended, as its status, last transition and, of a failed one, reason. */
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

/** At a start of the server: what was running when it ended is Failed, with the reason. */
export async function failInterruptedJobs(context: SageMakerContext): Promise<void> {
  for (const { name, status } of context.trainingJobs.list()) {
    if (status === 'Stopping') await finish(context, name, { kind: 'stopped' });
    if (status === 'InProgress')
      await finish(context, name, {
        kind: 'failed',
        reason: 'InternalServerError: the embedded server ended while this job was running. Train again.',
      });
  }
}
