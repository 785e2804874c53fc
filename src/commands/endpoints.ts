import * as vscode from 'vscode';
import { pick } from '../platform/prompts.ts';
import type { WhenEmpty } from '../platform/prompts.ts';
import { namedPrediction } from '../runs/answers.ts';
import type { NamedPrediction } from '../runs/answers.ts';
import { askRows } from '../runs/ask.ts';
import { requireRun, requireRunOfEndpoint } from '../runs/sharedRuns.ts';
import type { Session } from '../runs/session.ts';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';
import { startEndpoint } from './startEndpoint.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

/** Puts a finished model behind an endpoint and resolves once it is InService. */
export async function deploy(
  services: Services,
  { trainingJobName: named, confirmed }: NonNullable<Given<'deploy'>> = {},
): Promise<{ endpointName: string }> {
  const session = await services.openSession();
  const placeHolder = vscode.l10n.t('Deploy which model?');
  const trainingJobName = await chooseTrainingJob(services.records, session, named, 'Completed', placeHolder);
  const record = await requireRun(session, services.records, trainingJobName);
  return startEndpoint(services, session, { record, confirmed: confirmed === true });
}

/** What is said where an endpoint should be picked and there is none. */
export const noEndpoint = (): WhenEmpty => ({
  message: vscode.l10n.t('There is no endpoint, so nothing is billed.'),
  act: vscode.l10n.t('Deploy…'),
  command: 'deploy',
});

/** The endpoint named in the call, or one that the user picks. */
export async function chooseEndpoint(
  { aws }: Session,
  named: string | undefined,
  placeHolder: string,
): Promise<string> {
  if (named !== undefined) return named;
  const choices = aws
    .listEndpoints()
    .then((all) =>
      all.map((one) => ({ label: one.endpointName, description: one.status, value: one.endpointName })),
    );
  return pick(choices, { title: vscode.l10n.t('Endpoints'), placeHolder, whenEmpty: noEndpoint() });
}

/** Asks the endpoint about rows by column name: numbers, or classes with their scores; without rows it opens the Predict page. */
export async function predict(
  services: Services,
  { endpointName: named, rows }: NonNullable<Given<'predict'>> = {},
): Promise<{ predictions: readonly NamedPrediction[] } | undefined> {
  const session = await services.openSession();
  const endpointName = await chooseEndpoint(session, named, vscode.l10n.t('Predict with which endpoint?'));
  if (rows === undefined) {
    (await services.panels()).openPredictPanel(services, session.connectionId, endpointName);
    return undefined;
  }
  const details = await session.aws.describeEndpoint(endpointName);
  const record = await requireRunOfEndpoint(session, services.records, endpointName, details);
  const question = { endpointName, rows, contentType: 'text/csv' as const };
  const { answers } = await askRows(session, services.engine, record, question);
  return { predictions: answers.map((answer) => namedPrediction(record.preparation, answer)) };
}
