import * as vscode from 'vscode';
import { billsMoney, connectionIdLabel, parseConnectionId } from '../aws/connections/types.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { explain } from '../platform/messages.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, tell } from '../platform/prompts.ts';
import { deleteRun as deleteFilesOf, requireEnded, requireUndeployed } from '../runs/deleteRun.ts';
import { runFailure } from '../runs/errors.ts';
import { objectCount, runArtifacts } from '../runs/runArtifacts.ts';
import type { RunArtifacts } from '../runs/runArtifacts.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import { chooseRun } from './chooseRun.ts';
import type { Services } from './services.ts';

interface InS3 {
  readonly session: Session;
  readonly artifacts: RunArtifacts | undefined;
}

/**
 * Deletes a run's files on this machine and, with `alsoArtifacts` or if the user chooses so, what it alone has in S3. Asks for
 * confirmation unless the caller has confirmed, or names a run where nothing is billed.
 */
export async function deleteRun(
  services: Services,
  given: Given<'deleteRun'> = {},
): Promise<{ readonly deletedFiles: number; readonly deletedObjects: number }> {
  const { trainingJobName: named, confirmed, alsoArtifacts = false } = given;
  const run = await chooseRun(services, given, { placeHolder: vscode.l10n.t('Delete which run?') });
  const { connectionId, title } = run;
  const connection = parseConnectionId(connectionId);
  const mayDelete = confirmed ?? (named !== undefined && connection !== undefined && !billsMoney(connection));
  const progress = vscode.l10n.t('Deleting {0}', title);
  const deleted = await withProgress(progress, async (signal) => {
    // A run whose connection is unknown or gone can still be deleted here.
    if (connection !== undefined) await requireEnded(run, services.sessionOf(connectionId), signal);
    const also = mayDelete
      ? alsoArtifacts
        ? await inS3(services, run, signal)
        : undefined
      : await confirmDeletion(services, run, signal);
    signal.throwIfAborted();
    return deleteFilesOf(services.history, run, also, signal);
  });
  services.changed();
  tell(
    vscode.l10n.t(
      'Deleted {0}: {1} files on this machine, {2} objects in S3.',
      title,
      deleted.deletedFiles,
      deleted.deletedObjects,
    ),
  );
  return deleted;
}

/** Throws 'run-deployed', or why the objects cannot be counted. */
async function inS3(
  { ledger, records, sessionOf }: Services,
  run: RunRow,
  signal: AbortSignal,
): Promise<InS3> {
  const { connectionId, trainingJobName } = run;
  await requireUndeployed(ledger, run);
  const session = await sessionOf(connectionId)(signal);
  const record = await records.find(connectionId, trainingJobName);
  if (record === undefined)
    throw runFailure('run-gone', { trainingJobName }, `${trainingJobName} is not on this machine`);
  return { session, artifacts: await runArtifacts(session, record, signal) };
}

/** Lets the user choose what goes; what is in S3 is counted first. */
async function confirmDeletion(
  services: Services,
  run: RunRow,
  signal: AbortSignal,
): Promise<InS3 | undefined> {
  const localOnly = vscode.l10n.t('Delete Local Files');
  const keepsJob = keepsJobs(run);
  const both = keepsJob ? vscode.l10n.t('Also Delete from S3') : vscode.l10n.t('Delete Everything');
  const found = await countedInS3(services, run, signal);
  const isCounted = typeof found !== 'string';
  const count =
    isCounted && found.artifacts ? objectCount(found.artifacts) + found.artifacts.uploads.length : 0;
  const chosen = await confirm(
    vscode.l10n.t('Delete the run {0}?', run.title),
    [
      vscode.l10n.t('Its prepared data, evaluation, note and tags on this machine are deleted.'),
      isCounted ? objectsText(found.artifacts) : found,
      jobText(run),
    ].join('\n\n'),
    localOnly,
    ...(isCounted && (count > 0 || !keepsJob) ? [both] : []),
  );
  return chosen === both && isCounted ? found : undefined;
}

/** What is in S3, or why that is not offered. */
async function countedInS3(services: Services, run: RunRow, signal: AbortSignal): Promise<InS3 | string> {
  try {
    return await inS3(services, run, signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    return vscode.l10n.t('Its objects in S3 are kept: {0}', explain(error).message);
  }
}

function objectsText(artifacts: RunArtifacts | undefined): string {
  if (artifacts === undefined || objectCount(artifacts) + artifacts.uploads.length === 0)
    return vscode.l10n.t('It has nothing in S3.');
  const { bucket, bytes, trainData, uploads } = artifacts;
  const count = objectCount(artifacts);
  const size = byteSizeText(bytes);
  return [
    trainData === undefined
      ? vscode.l10n.t(
          'It has {0} objects in S3 ({1}, in {2}): the artifact, its records, and validation and test data.',
          count,
          size,
          bucket,
        )
      : vscode.l10n.t(
          'It has {0} objects in S3 ({1}, in {2}): the artifact, its records, and training, validation and test data.',
          count,
          size,
          bucket,
        ),
    ...(uploads.length === 0
      ? []
      : [
          uploads.length === 1
            ? vscode.l10n.t('An upload that was never completed is removed too.')
            : vscode.l10n.t('{0} uploads that were never completed are removed too.', uploads.length),
        ]),
  ].join(' ');
}

/** AWS keeps the record of every job. */
function keepsJobs({ connectionId }: RunRow): boolean {
  const connection = parseConnectionId(connectionId);
  return connection === undefined || billsMoney(connection);
}

const jobText = (run: RunRow): string =>
  keepsJobs(run)
    ? vscode.l10n.t(
        'The record of training job {0} stays on {1}.',
        run.trainingJobName,
        connectionIdLabel(run.connectionId),
      )
    : vscode.l10n.t('“Delete Everything” also deletes the record of training job {0}.', run.trainingJobName);
