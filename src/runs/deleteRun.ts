import { billsMoney } from '../aws/connections/types.ts';
import { unlessMissing } from '../aws/failures/call.ts';
import { hasEnded } from '../aws/jobStatus.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import { newestFirst } from '../guard/journal/endpointLedger.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import { runFailure } from './errors.ts';
import { deleteArtifacts } from './runArtifacts.ts';
import type { RunArtifacts } from './runArtifacts.ts';
import type { OpenSession, Session } from './session.ts';

const endedStatuses: readonly RunRow['status'][] = ['Completed', 'Failed', 'Stopped'];

/** Throws 'run-running'. A run that is on record as ended needs no connection. */
export async function requireEnded(
  { status, trainingJobName }: Pick<RunRow, 'status' | 'trainingJobName'>,
  openSession: OpenSession,
  signal?: AbortSignal,
): Promise<void> {
  if (endedStatuses.includes(status)) return;
  const { aws } = await openSession(signal);
  const details = await unlessMissing(() => aws.describeTrainingJob(trainingJobName, signal));
  if (details === undefined || hasEnded(details.status)) return;
  throw runFailure('run-running', { trainingJobName }, `${trainingJobName} is ${details.status}`);
}

/** Throws 'run-deployed' when an endpoint that this machine made of the run may live. */
export async function requireUndeployed(
  ledger: Pick<EndpointLedger, 'read'>,
  run: Pick<RunRow, 'connectionId' | 'trainingJobName'>,
): Promise<void> {
  const [endpointName] = newestFirst(await ledger.read(), run);
  if (endpointName === undefined) return;
  const { trainingJobName } = run;
  throw runFailure(
    'run-deployed',
    { trainingJobName, endpointName },
    `${trainingJobName} serves ${endpointName}`,
  );
}

/** The history of runs, as far as it deletes. */
interface RemovesRuns {
  remove(connectionId: string, trainingJobName: string): Promise<{ readonly deletedFiles: number }>;
}

/**
 * Deletes a run: what it has in S3 first, if that is given, then its files on this machine, so that a run whose artifacts could not be
 * deleted is still listed. The record of the job goes too where nothing is billed; AWS keeps it. Throws 'run-gone'.
 */
export async function deleteRun(
  history: RemovesRuns,
  { connectionId, trainingJobName }: Pick<RunRow, 'connectionId' | 'trainingJobName'>,
  also: { readonly session: Session; readonly artifacts: RunArtifacts | undefined } | undefined,
  signal: AbortSignal,
): Promise<{ readonly deletedFiles: number; readonly deletedObjects: number }> {
  const deletedObjects =
    also?.artifacts === undefined ? 0 : await deleteArtifacts(also.session, also.artifacts, signal);
  const { deletedFiles } = await history.remove(connectionId, trainingJobName);
  if (also !== undefined && !billsMoney(also.session.connection))
    await unlessMissing(() => also.session.aws.deleteTrainingJob(trainingJobName, signal));
  return { deletedFiles, deletedObjects };
}
