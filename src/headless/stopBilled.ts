import { setTimeout as sleep } from 'node:timers/promises';
import { openAbsences } from '../runs/absences.ts';
import type { Absences } from '../runs/absences.ts';
import type { JobEntry, JobLedger } from '../guard/journal/jobLedger.ts';
import { lookAtJob } from '../runs/ourJobs.ts';
import type { Session } from '../runs/session.ts';
import type { TrainStores } from '../runs/train.ts';

/** Moves ended jobs from the billed to the spent. Never throws: an editor does it later otherwise. */
export async function recordEnds({ jobs }: Pick<TrainStores, 'jobs'>, session: Session): Promise<void> {
  const { entries } = await jobs.read().catch(() => ({ entries: [] }));
  await Promise.all(entries.map((entry) => lookOnce(jobs, entry, session, openAbsences())));
}

function lookOnce(jobs: JobLedger, entry: JobEntry, session: Session, absences: Absences) {
  const signal = AbortSignal.timeout(lookTimeoutMs);
  return lookAtJob(entry, { sessionOf: () => async () => session, jobs, absences, signal });
}

const mostLooks = 12;
const lookTimeoutMs = 30_000;

/** Stops what a run that ends early has started, also where the answer to its request was lost: it is billed, and nobody waits for it. */
export async function stopBilled(
  { jobs }: Pick<TrainStores, 'jobs'>,
  session: Session,
  say: (text: string) => void,
): Promise<void> {
  const { entries } = await jobs.read();
  await Promise.all(entries.map((entry) => stopOne({ jobs }, entry, session, say)));
}

async function stopOne(
  { jobs }: Pick<TrainStores, 'jobs'>,
  entry: JobEntry,
  session: Session,
  say: (text: string) => void,
): Promise<void> {
  const { trainingJobName } = entry;
  const abandoned: JobEntry = { ...entry, state: 'abandoned' };
  const absences = openAbsences();
  await jobs.change(entry, (current) => current && { ...current, state: 'abandoned' });
  say(`Stopping ${trainingJobName}`);
  for (let look = 0; look < mostLooks; look += 1) {
    const standing = await lookOnce(jobs, abandoned, session, absences);
    if (standing.kind === 'gone') return;
    if (standing.kind === 'found') return say(`${trainingJobName} is being stopped.`);
    await sleep(session.pollIntervalMs);
  }
  say(
    `${trainingJobName} could not be stopped, or never started. If it runs, it is billed until its time limit: look for it in the SageMaker console.`,
  );
}
