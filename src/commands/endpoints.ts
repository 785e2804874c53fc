import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { linearLearnerImage } from '../learner/imageUris.ts';
import { withProgress } from '../platform/progress.ts';
import { pick } from '../platform/prompts.ts';
import { askRows } from '../runs/ask.ts';
import { requireRunRecord } from '../runs/runRecords.ts';
import type { Session } from '../runs/session.ts';
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

/** The endpoint named in the call, or one that the user picks. */
export async function chooseEndpoint(
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

/** Asks the endpoint about rows by column name; without rows it opens the Predict page. */
export async function predict(
  services: Services,
  given: unknown,
): Promise<{ predictions: readonly number[] } | undefined> {
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
  const { predictions } = await askRows(session, services.engine, record, question);
  return { predictions };
}
