import type { TrainingRequest } from '../aws/trainingJobs.ts';
import type { JobEntry, JobLedger } from './jobLedger.ts';
import type { Session } from './session.ts';
import { accountOf } from './standing.ts';

export interface CreatedJob {
  /** Leaves the job to be stopped at the next look at it. */
  readonly abandon: () => Promise<void>;
}

/**
 * Creates a training job that is on record before it is requested. It stays there unless it was certainly not created, which
 * `onNotCreated` cleans up after. A caller that gives up meanwhile leaves it abandoned: it is stopped as soon as it shows.
 */
export async function createJobOnRecord(
  session: Session,
  jobs: JobLedger,
  request: TrainingRequest,
  { title }: { readonly title: string },
  signal: AbortSignal,
  onNotCreated: () => Promise<void>,
): Promise<CreatedJob> {
  const { aws, connectionId, pollIntervalMs } = session;
  const { trainingJobName } = request;
  let entry: JobEntry | undefined;
  const announced = async (attempt: string) => {
    const account = await accountOf(session, signal);
    const recordedAt = new Date().toISOString();
    const requested = { connectionId, trainingJobName, title, recordedAt, account, attempt };
    await jobs.record({ ...requested, state: 'requested' });
    entry = { ...requested, state: 'requested' };
  };
  const removed = async () => {
    if (entry !== undefined) await jobs.forget(entry);
    entry = undefined;
  };
  try {
    await aws.createTrainingJob(request, {
      signal,
      pollIntervalMs,
      onWillCreate: ({ attempt }) => announced(attempt),
      onNotCreated: removed,
    });
    await recordAs('seen');
    return { abandon: () => recordAs('abandoned') };
  } catch (error) {
    if (entry === undefined) await onNotCreated();
    else if (signal.aborted) await recordAs('abandoned');
    // Another window may have given it up meanwhile; if that cannot be recorded, this error is still the one to report.
    else await recordAs('requested').catch(() => undefined);
    throw error;
  }

  async function recordAs(state: JobEntry['state']): Promise<void> {
    if (entry !== undefined) await jobs.record({ ...entry, state });
  }
}
