import type { Engine } from '../../data/engine/calls.ts';
import { evaluateRun } from '../evaluate.ts';
import { inOrder } from '../inOrder.ts';
import type { RunRecords } from '../runRecords.ts';
import type { Session } from '../session.ts';
import { adoptRecord } from '../sharedRuns.ts';
import { lookUpOutcome } from './followRun.ts';
import type { RunHistory } from './history.ts';
import { hasNoOutcome, isUnevaluated } from './incomplete.ts';
import { madeAt } from './rowOf.ts';

export interface CatchUpOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: CatchUpProgress) => void) | undefined;
  /** The newest jobs or runs that one call looks at. */
  readonly most?: number;
}

export interface CatchUpProgress {
  readonly step: 'finding' | 'describing' | 'evaluating';
  readonly done: number;
  readonly of: number;
}

/** A run of which something is still not known. */
export interface NotCaughtUp {
  readonly trainingJobName: string;
  readonly error: unknown;
}

interface Needs {
  readonly records: RunRecords;
  readonly history: RunHistory;
  readonly engine: Engine;
}

const mostByDefault = 200;
const jobsAtOnce = 4;

/**
 * Completes what this machine knows of the runs of a connection: how their jobs ended, and, once they have, their evaluation, which is
 * made on this machine, one after the other. Returns the runs that it failed for; throws when it is cancelled.
 */
export async function catchUp(
  session: Session,
  { records, history, engine }: Needs,
  { signal, onProgress, most = mostByDefault }: CatchUpOptions,
): Promise<readonly NotCaughtUp[]> {
  const { connectionId } = session;
  const ownRows = async () =>
    (await history.rows(signal)).rows.filter((row) => row.connectionId === connectionId);
  const open = (await ownRows()).filter(hasNoOutcome).slice(0, most);
  const failed = await forEach(open, jobsAtOnce, {
    signal,
    work: async ({ trainingJobName }) => lookUpOutcome(session, history, trainingJobName, signal),
    onDone: (done) => onProgress?.({ step: 'describing', done, of: open.length }),
  });
  const unevaluated = (await ownRows()).filter(isUnevaluated).slice(0, most);
  const notEvaluated = await forEach(unevaluated, 1, {
    signal,
    work: async ({ trainingJobName }) => {
      await evaluateRun(session, engine, records, trainingJobName, signal);
      await history.refresh(connectionId, trainingJobName);
    },
    onDone: (done) => onProgress?.({ step: 'evaluating', done, of: unevaluated.length }),
  });
  return [...failed, ...notEvaluated];
}

/**
 * Looks for training jobs of ours on a connection that this machine has no record of, such as those of a team, and records them; their
 * data is fetched once something needs it. Runs that the user removed stay removed. Returns the jobs that it failed for.
 */
export async function findRuns(
  session: Session,
  { records, history }: Omit<Needs, 'engine'>,
  { signal, onProgress, most = mostByDefault }: CatchUpOptions,
): Promise<readonly NotCaughtUp[]> {
  const { connectionId } = session;
  const removed = await history.removedFrom(connectionId);
  const known = new Set(
    (await history.rows(signal)).rows
      .filter((row) => row.connectionId === connectionId)
      .map((row) => row.trainingJobName),
  );
  const unknown = (await newestJobs(session, most, signal)).filter(
    (trainingJobName) => !known.has(trainingJobName) && !removed.has(trainingJobName),
  );
  const jobs = unknown.map((trainingJobName) => ({ trainingJobName }));
  return forEach(jobs, jobsAtOnce, {
    signal,
    work: async ({ trainingJobName }) => {
      const record = await adoptRecord(session, records, trainingJobName, signal);
      if (record !== undefined) await history.refresh(connectionId, trainingJobName);
    },
    onDone: (done) => onProgress?.({ step: 'finding', done, of: jobs.length }),
  });
}

/** Names of ours among the newest jobs of a connection. */
async function newestJobs({ aws }: Session, most: number, signal: AbortSignal): Promise<readonly string[]> {
  const names: string[] = [];
  let listed = 0;
  let nextToken: string | undefined;
  do {
    const pageSize = Math.min(100, most - listed);
    const page = await aws.listTrainingJobs({ pageSize, nextToken }, signal);
    listed += page.jobs.length;
    for (const { trainingJobName } of page.jobs)
      if (madeAt(trainingJobName) !== undefined) names.push(trainingJobName);
    ({ nextToken } = page);
  } while (nextToken !== undefined && listed < most);
  return names;
}

interface Work<Run> {
  readonly signal: AbortSignal;
  readonly work: (run: Run) => Promise<unknown>;
  readonly onDone: (done: number) => void;
}

/** One run that fails does not keep the others waiting. */
async function forEach<Run extends { readonly trainingJobName: string }>(
  runs: readonly Run[],
  width: number,
  { signal, work, onDone }: Work<Run>,
): Promise<readonly NotCaughtUp[]> {
  const failed: NotCaughtUp[] = [];
  let done = 0;
  const working = inOrder(runs, width, async (run) => {
    signal.throwIfAborted();
    try {
      await work(run);
    } catch (error) {
      signal.throwIfAborted();
      failed.push({ trainingJobName: run.trainingJobName, error });
    }
    onDone((done += 1));
  });
  for await (const _ of working) signal.throwIfAborted();
  return failed;
}
