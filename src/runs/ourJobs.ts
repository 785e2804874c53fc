import type { TrainingJobDetails } from '../aws/trainingJobs.ts';
import { hasEnded } from '../aws/jobStatus.ts';
import type { Absences } from './absences.ts';
import { jobKey } from '../guard/journal/jobLedger.ts';
import type { JobEntry, JobLedger } from '../guard/journal/jobLedger.ts';
import type { Ending } from '../guard/journal/ledger.ts';
import type { OpenSession } from './session.ts';
import { keepSeen, seen, standingOf } from './standing.ts';
import type { Standing } from './standing.ts';

export type JobStanding = Standing<JobEntry, TrainingJobDetails>;

/** What is billed ends with the job; before it started nothing was. */
function endingOf({ endedAt, startedAt, billableSeconds }: TrainingJobDetails): Ending {
  const endedAtMs = endedAt ?? Date.now();
  const billableMs = billableSeconds === undefined ? undefined : billableSeconds * 1000;
  const startedAtMs = billableMs === undefined ? (startedAt ?? endedAtMs) : endedAtMs - billableMs;
  return { endedAtMs, startedAtMs, endedBy: 'job' };
}

export interface JobLook {
  readonly sessionOf: (connectionId: string) => OpenSession;
  readonly jobs: JobLedger;
  readonly absences: Absences;
  readonly signal: AbortSignal;
}

/**
 * Polls one recorded training job on its own connection, whichever is current, and updates the ledger: removes a job that has ended or
 * was never created ('gone'), and stops an abandoned one. Never throws.
 */
export async function lookAtJob(entry: JobEntry, look: JobLook): Promise<JobStanding> {
  try {
    const session = await look.sessionOf(entry.connectionId)(look.signal);
    const { aws } = session;
    const { jobs, absences, signal } = look;
    const sight = () => aws.sightTrainingJob(entry.trainingJobName, signal);
    const standing = await standingOf(entry, jobKey(entry), { session, absences, sight, signal });
    if (standing.kind === 'gone') await jobs.forget(entry);
    if (standing.kind !== 'found') return standing;
    const { details } = standing;
    const now = await seen(entry, details, session);
    if (hasEnded(details.status)) {
      await jobs.end(now, () => endingOf(details));
      return { kind: 'gone', entry };
    }
    const kept = now === entry ? entry : await keepSeen(jobs, entry, now);
    if (kept.state === 'abandoned' && details.status === 'InProgress')
      await aws.stopTrainingJob(entry.trainingJobName, signal);
    return { kind: 'found', entry: kept, details };
  } catch (error) {
    return { kind: 'unknown', entry, error };
  }
}
