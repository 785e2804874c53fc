import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { linearLearnerImage } from '../learner/imageUris.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, pick } from '../platform/prompts.ts';
import { namedPrediction } from '../runs/answers.ts';
import type { NamedPrediction } from '../runs/answers.ts';
import { askRows } from '../runs/ask.ts';
import { requireRunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
import { costText } from '../views/statusBar.ts';
import { namesIn } from './arguments.ts';
import type { Services } from './services.ts';
import { confirmEndpointCost } from './confirmCost.ts';
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
  const record = await requireRunRecord(records, connectionId, trainingJobName);
  if (namesIn(given).confirmed !== true) await confirmEndpointCost(session, record.experiment);
  const { roleArn } = await session.destination();
  const endpointName = aws.newEndpointName(record.title);
  await withProgress(vscode.l10n.t('Deploying {0}', endpointName), async (signal) => {
    const request = {
      endpointName,
      imageUri: linearLearnerImage(session.region) ?? '',
      modelS3Uri: record.modelS3Uri,
      roleArn,
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

/** Asks the endpoint about rows by column name: numbers, or classes with their scores; without rows it opens the Predict page. */
export async function predict(
  services: Services,
  given: unknown,
): Promise<{ predictions: readonly NamedPrediction[] } | undefined> {
  const session = await services.openSession();
  const endpointName = await chooseEndpoint(session, given, vscode.l10n.t('Ask which endpoint?'));
  const parsed = rowsSchema.safeParse(given);
  if (!parsed.success) {
    (await services.panels()).openPredictPanel(services, endpointName);
    return undefined;
  }
  const details = await session.aws.describeEndpoint(session.clients, endpointName);
  const job = details?.origin.trainingJobName ?? endpointName;
  const record = await requireRunRecord(services.records, session.connectionId, job);
  const question = { endpointName, rows: parsed.data.rows, contentType: 'text/csv' as const };
  const { answers } = await askRows(session, services.engine, record, question);
  return { predictions: answers.map((answer) => namedPrediction(record.preparation, answer)) };
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

/** The endpoints that live, each to ask or to delete: what a click on the warning offers. */
export async function manageEndpoints(services: Services): Promise<void> {
  const { aws, clients, connection } = await services.openSession();
  const all = await aws.listEndpoints(clients);
  const details = await Promise.all(
    all.map(({ endpointName }) => aws.describeEndpoint(clients, endpointName)),
  );
  const act = (command: string, argument: unknown) => () =>
    vscode.commands.executeCommand(`linearLearner.${command}`, argument);
  const choices = details
    .filter((one) => one !== undefined)
    .flatMap((one) => {
      const { endpointName } = one;
      const description = `${one.status} · ${costText(connection, [one])}`;
      return [
        {
          label: `$(trash) ${vscode.l10n.t('Delete {0}…', endpointName)}`,
          description,
          value: act('deleteEndpoint', { endpointName }),
        },
        {
          label: `$(question) ${vscode.l10n.t('Predict with {0}', endpointName)}`,
          value: act('predict', { endpointName }),
        },
      ];
    });
  const everything = {
    label: `$(clear-all) ${vscode.l10n.t('Delete all endpoints…')}`,
    value: act('deleteAllEndpoints', {}),
  };
  const run = await pick(choices.length > 2 ? [...choices, everything] : choices, {
    title: vscode.l10n.t('Live endpoints'),
    placeHolder: vscode.l10n.t('Each costs until it is deleted, except on this machine'),
  });
  await run();
}
