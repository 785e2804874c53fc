import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isPrefix, parseS3Uri } from '../aws/s3/s3Uri.ts';
import { uriOfS3 } from '../contributions/s3Uris.ts';
import { viewTypes } from '../contributions/ids.ts';
import { isTableFile } from '../data/shapes/tableFiles.ts';
import { counted, withProgress } from '../platform/progress.ts';
import { runFailure } from '../runs/errors.ts';
import type { Session } from '../runs/session.ts';
import { exploreData } from './exploreData.ts';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

/** Opens a table or a prefix on the Data page, and anything else as a copy in its editor. */
export async function openObject(services: Services, given: Given<'openObject'>): Promise<void> {
  const s3Uri = given?.s3Uri;
  if (s3Uri === undefined) return;
  const location = parseS3Uri(s3Uri);
  if (isPrefix(location) || isTableFile(location.key)) return exploreData(services, uriOfS3(s3Uri));
  const session = await services.openSession();
  if (isArtifact(location.key)) return viewArtifact(services, session, s3Uri);
  const path = await fetchWithProgress(services, session, s3Uri);
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), { preview: true });
}

const isArtifact = (key: string) => key.endsWith('model.tar.gz');

/** Shows the model of a training job: its coefficients and the files of its artifact. */
export async function openArtifact(services: Services, given: Given<'openArtifact'>): Promise<void> {
  const session = await services.openSession();
  const placeHolder = vscode.l10n.t('Show the model from which training job?');
  const { records } = services;
  const name = await chooseTrainingJob(records, session, given?.trainingJobName, 'Completed', placeHolder);
  const { modelS3Uri } = await session.aws.describeTrainingJob(name);
  if (modelS3Uri === undefined)
    throw runFailure('no-artifact', { trainingJobName: name }, `${name} has no model artifact`);
  await viewArtifact(services, session, modelS3Uri);
}

async function viewArtifact(services: Services, session: Session, s3Uri: string): Promise<void> {
  // preparation.json names the features.
  const path = await fetchWithProgress(services, session, s3Uri, ['preparation.json']);
  await vscode.commands.executeCommand('vscode.openWith', vscode.Uri.file(path), viewTypes.artifact);
}

/** Downloads what is not cached yet, with progress. */
export async function fetchWithProgress(
  { s3Tables }: Pick<Services, 's3Tables'>,
  session: Session,
  s3Uri: string,
  beside: readonly string[] = [],
): Promise<string> {
  return withProgress(vscode.l10n.t('Downloading {0}', basename(s3Uri)), (signal, report) =>
    s3Tables.fetch(session, s3Uri, {
      signal,
      beside,
      onProgress: counted(report),
    }),
  );
}
