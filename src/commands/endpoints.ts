import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { dataFailure } from '../data/errors.ts';
import { linearLearnerImage } from '../learner/imageUris.ts';
import { withProgress } from '../platform/progress.ts';
import { ask, confirm, pick } from '../platform/prompts.ts';
import type { RunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { namesIn } from './arguments.ts';
import type { Services } from './services.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

/** Puts a finished model behind an endpoint and resolves once it is InService. It is on record before it is asked for. */
export async function deploy(services: Services, given: unknown): Promise<{ endpointName: string }> {
  const { openSession, records, ledger, changed } = services;
  const session = await openSession();
  const { aws, clients, connectionId } = session;
  const trainingJobName = await chooseTrainingJob(
    session,
    given,
    'Completed',
    vscode.l10n.t('Deploy which model?'),
  );
  const record = await requireRecord(records, connectionId, trainingJobName);
  const endpointName = aws.newEndpointName(record.title);
  await withProgress(vscode.l10n.t('Deploying {0}', endpointName), async (signal) => {
    const request = {
      endpointName,
      imageUri: linearLearnerImage(session.region) ?? '',
      modelS3Uri: record.modelS3Uri,
      roleArn: session.roleArn,
      ...record.experiment.endpoint,
      origin: { trainingJobName },
    };
    await aws.deploy(clients, request, {
      signal,
      onWillCreate: async ({ kind }) => {
        if (kind === 'endpoint')
          await ledger.record({
            connectionId,
            endpointName,
            trainingJobName,
            recordedAt: new Date().toISOString(),
          });
      },
    });
    changed();
    await aws.waitInService(clients, endpointName, { signal, pollIntervalMs: session.pollIntervalMs });
  });
  changed();
  return { endpointName };
}

async function requireRecord(
  records: Services['records'],
  connectionId: string,
  trainingJobName: string,
): Promise<RunRecord> {
  const record = await records.find(connectionId, trainingJobName);
  if (record !== undefined) return record;
  throw dataFailure(
    'file-missing',
    { file: trainingJobName },
    `${trainingJobName} was not trained from this machine`,
  );
}

async function chooseEndpoint(
  { aws, clients }: Session,
  given: unknown,
  placeHolder: string,
): Promise<string> {
  const { endpointName } = namesIn(given);
  if (endpointName !== undefined) return endpointName;
  const choices = aws
    .listEndpoints(clients)
    .then((all) =>
      all.map((one) => ({ label: one.endpointName, description: one.status, value: one.endpointName })),
    );
  return pick(choices, { title: vscode.l10n.t('Endpoints'), placeHolder });
}

const rowsSchema = z.object({ rows: z.array(z.record(z.string(), z.union([z.string(), z.number()]))) });

/** Asks the endpoint about rows by column name; without rows it asks the user for one. */
export async function predict(
  { openSession, engine, records }: Services,
  given: unknown,
): Promise<{ predictions: readonly number[] }> {
  const session = await openSession();
  const { aws, clients, connectionId } = session;
  const endpointName = await chooseEndpoint(session, given, vscode.l10n.t('Ask which endpoint?'));
  const details = await aws.describeEndpoint(clients, endpointName);
  const { preparation } = await requireRecord(
    records,
    connectionId,
    details?.origin.trainingJobName ?? endpointName,
  );
  const parsed = rowsSchema.safeParse(given);
  const rows = parsed.success ? parsed.data.rows : [await askRow(preparation.features)];
  const { csvBody } = await engine.encodeRows({ preparation, rows });
  const { predictions } = await aws.invokeEndpoint(clients, { endpointName, csvBody });
  if (!parsed.success) {
    const answer = predictions
      .map((value) => value.toLocaleString('en-US', { maximumSignificantDigits: 7 }))
      .join(', ');
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: {1}', preparation.target, answer));
  }
  return { predictions };
}

async function askRow(
  features: readonly { readonly column: string; readonly min: number; readonly max: number }[],
): Promise<Record<string, string>> {
  const row: Record<string, string> = {};
  for (const { column, min, max } of features) {
    const prompt = vscode.l10n.t('{0}; training rows had {1} to {2}', column, min, max);
    const problem = (value: string) =>
      value === '' || Number.isNaN(Number(value)) ? vscode.l10n.t('A number is needed.') : undefined;
    row[column] = await ask({ title: vscode.l10n.t('Predict'), prompt, problem });
  }
  return row;
}

/** Deletes an endpoint and its config, and, when asked, its model. Confirms unless told it was. */
export async function deleteEndpoint(services: Services, given: unknown): Promise<void> {
  const session = await services.openSession();
  const endpointName = await chooseEndpoint(session, given, vscode.l10n.t('Delete which endpoint?'));
  const alsoModel = namesIn(given).confirmed === true || (await confirmDeletion(endpointName));
  await withProgress(vscode.l10n.t('Deleting {0}', endpointName), (signal) =>
    deleteOne(services, session, endpointName, alsoModel, signal),
  );
}

async function confirmDeletion(endpointName: string): Promise<boolean> {
  const withModel = vscode.l10n.t('Delete Endpoint and Model');
  const detail = vscode.l10n.t(
    'The endpoint and its configuration are deleted. The model artifact in S3 stays.',
  );
  const chosen = await confirm(
    vscode.l10n.t('Delete endpoint {0}?', endpointName),
    detail,
    withModel,
    vscode.l10n.t('Delete Endpoint'),
  );
  return chosen === withModel;
}

async function deleteOne(
  { ledger, changed }: Services,
  session: Session,
  endpointName: string,
  alsoModel: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { aws, clients, connectionId, pollIntervalMs } = session;
  await aws.deleteEndpoint(clients, { endpointName, alsoModel }, { signal, pollIntervalMs });
  await ledger.forget(connectionId, endpointName);
  changed();
}

export async function deleteAllEndpoints(services: Services, given: unknown): Promise<void> {
  const session = await services.openSession();
  const all = await session.aws.listEndpoints(session.clients);
  if (all.length === 0) return;
  if (namesIn(given).confirmed !== true) {
    const names = all.map(({ endpointName }) => endpointName).join(', ');
    await confirm(
      vscode.l10n.t('Delete all {0} endpoints?', all.length),
      names,
      vscode.l10n.t('Delete All Endpoints'),
    );
  }
  await withProgress(vscode.l10n.t('Deleting endpoints'), async (signal) => {
    for (const { endpointName } of all) await deleteOne(services, session, endpointName, true, signal);
  });
}
