import { join } from 'node:path';
import type { RunReference } from '../../data/comparison/comparison.ts';
import type { Engine } from '../../data/engine/calls.ts';
import type { Fingerprint } from '../../data/shapes/fingerprint.ts';
import type { RunRow } from '../../data/shapes/runRow.ts';
import { exists } from '../../files/exists.ts';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import { runFailure } from '../errors.ts';
import { readFingerprint } from '../fingerprints.ts';
import { evaluateRun } from '../evaluate.ts';
import type { RunHistory } from '../history/history.ts';
import type { RunOutcome } from '../history/outcome.ts';
import { keptEvaluation } from '../keptEvaluation.ts';
import type { RunRecord, RunRecords } from '../runRecords.ts';
import type { Sessions } from '../session.ts';

export interface ReadingServices {
  readonly engine: Pick<Engine, 'evaluate'>;
  readonly records: RunRecords;
  readonly history: Pick<RunHistory, 'find' | 'outcomeOf'>;
  readonly sessionOf: Sessions['of'];
}

/** What this machine has of a run. */
export interface ReadRun {
  readonly connectionId: string;
  readonly row: RunRow;
  readonly record: RunRecord;
  /** Where its artifact is, once it is evaluated. */
  readonly modelPath: string;
  readonly evaluation?: Evaluation;
  /** Why it is not evaluated: its connection could not be reached, or it has no model. */
  readonly evaluationError?: unknown;
  /** Absent for a job whose end this machine has not seen. */
  readonly outcome?: RunOutcome;
  /** Absent for a run of an earlier version. */
  readonly fingerprint?: Fingerprint;
}

const modelIn = (folder: string): string => join(folder, 'model.tar.gz');

/**
 * Reads the records of a run; evaluates it where that is missing and its connection can be reached. Reads nothing from its connection
 * otherwise, so that runs of any connection can be read. Throws 'run-gone'.
 */
export async function readRun(
  services: ReadingServices,
  { connectionId, trainingJobName }: RunReference,
  signal: AbortSignal,
): Promise<ReadRun> {
  const { records, history } = services;
  const [record, row, outcome] = await Promise.all([
    records.find(connectionId, trainingJobName),
    history.find(connectionId, trainingJobName),
    history.outcomeOf(connectionId, trainingJobName),
  ]);
  if (record === undefined || row === undefined)
    throw runFailure('run-gone', { trainingJobName }, `${trainingJobName} is not on this machine`);
  const folder = records.folderOf(connectionId, trainingJobName);
  const fingerprint = await readFingerprint(records, connectionId, trainingJobName);
  return {
    connectionId,
    row,
    record,
    modelPath: modelIn(folder),
    ...(outcome === undefined ? {} : { outcome }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(await evaluated(services, { connectionId, trainingJobName }, folder, signal)),
  };
}

async function evaluated(
  { engine, records, sessionOf }: ReadingServices,
  { connectionId, trainingJobName }: RunReference,
  folder: string,
  signal: AbortSignal,
): Promise<Pick<ReadRun, 'evaluation' | 'evaluationError'>> {
  const kept = await keptEvaluation(folder);
  // Held-out rows are compared by the models themselves.
  if (kept !== undefined && (await exists(modelIn(folder)))) return { evaluation: kept };
  try {
    const session = await sessionOf(connectionId)(signal);
    return { evaluation: await evaluateRun(session, engine, records, trainingJobName, signal) };
  } catch (error) {
    signal.throwIfAborted();
    return { ...(kept === undefined ? {} : { evaluation: kept }), evaluationError: error };
  }
}
