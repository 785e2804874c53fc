import type { Rate } from '../aws/costs.ts';
import type { CreateOptions } from '../aws/creation.ts';
import type { TrainingRequest } from '../aws/trainingJobs.ts';
import { laterState } from '../guard/journal/ledger.ts';
import type { JobEntry, JobLedger } from '../guard/journal/jobLedger.ts';
import type { Session } from './session.ts';
import { callerOf } from './standing.ts';

export interface CreatedJob {
  /** Marks the job to be stopped as soon as it is seen. */
  readonly abandon: () => Promise<void>;
}

interface JobOrigin extends Pick<CreateOptions, 'roleRequestedAt' | 'onWaitingForRole'> {
  readonly title: string;
  /** Of all instances, as the user confirmed it. */
  readonly rate?: Rate | undefined;
  /** Throws if something that other windows have started since leaves no room for it under a spend cap. */
  readonly check?: (() => Promise<void>) | undefined;
}

/**
 * Creates a training job, recorded before it is requested. Its record is removed only if it was certainly not created; then
 * `onNotCreated` cleans up. If the caller aborts meanwhile, the job is recorded as abandoned and stopped as soon as it is seen.
 */
export async function createJobOnRecord(
  session: Session,
  jobs: JobLedger,
  request: TrainingRequest,
  { title, rate, check, roleRequestedAt, onWaitingForRole }: JobOrigin,
  signal: AbortSignal,
  onNotCreated: () => Promise<void>,
): Promise<CreatedJob> {
  const { aws, connectionId, pollIntervalMs } = session;
  const { trainingJobName } = request;
  let entry: JobEntry | undefined;
  const announced = async (attempt: string) => {
    const { experiment, instanceType, instanceCount, maxRuntimeSeconds } = request;
    const requested = {
      connectionId,
      trainingJobName,
      title,
      recordedAt: new Date().toISOString(),
      ...(await callerOf(session, signal)),
      attempt,
      experiment,
      instanceType,
      instanceCount,
      maxRuntimeSeconds,
      ...(rate === undefined ? {} : { rate }),
    };
    await jobs.admit({ ...requested, state: 'requested' }, async () => check?.());
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
      roleRequestedAt,
      onWaitingForRole,
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
    if (entry === undefined) return;
    const known = entry;
    await jobs.change(known, (current = known) => ({
      ...current,
      state: laterState(current, { ...known, state }),
    }));
  }
}
