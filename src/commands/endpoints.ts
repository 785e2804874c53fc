import * as vscode from 'vscode';
import { newEndpointName } from '../aws/names.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { withProgress } from '../platform/progress.ts';
import { explain } from '../platform/messages.ts';
import { pick, tell, warn } from '../platform/prompts.ts';
import type { WhenEmpty } from '../platform/prompts.ts';
import { namedPrediction } from '../runs/answers.ts';
import type { NamedPrediction } from '../runs/answers.ts';
import { askRows } from '../runs/ask.ts';
import { deployOnRecord } from '../runs/deploy.ts';
import { requireRun, requireRunOfEndpoint } from '../runs/sharedRuns.ts';
import type { Session } from '../runs/session.ts';
import { imageOf } from '../runs/trainingImage.ts';
import type { Given } from './arguments.ts';
import type { Services } from './services.ts';
import { confirmEndpointCost } from './confirmCost.ts';
import { deleterFor } from './leaseRole.ts';
import { endpointLeaseSetting } from './settings.ts';
import { chooseTrainingJob } from './trainingJobs.ts';

/** Puts a finished model behind an endpoint and resolves once it is InService. It is on record before it is requested. */
export async function deploy(
  services: Services,
  { trainingJobName: named, confirmed }: NonNullable<Given<'deploy'>> = {},
): Promise<{ endpointName: string }> {
  const session = await services.openSession();
  const { aws, pollIntervalMs } = session;
  const placeHolder = vscode.l10n.t('Deploy which model?');
  const trainingJobName = await chooseTrainingJob(services.records, session, named, 'Completed', placeHolder);
  const record = await requireRun(session, services.records, trainingJobName);
  const imageUri = imageOf(session.region);
  const leaseMinutes = endpointLeaseSetting();
  const billed = { trainingJobName, leaseMinutes, confirmed: confirmed === true };
  const { rate } = await confirmEndpointCost(services, session, record.experiment, billed);
  const roleArn = record.experiment.output.roleArn ?? (await session.destination()).roleArn;
  const endpointName = newEndpointName(record.title);
  const { modelS3Uri, experiment } = record;
  const origin = { trainingJobName };
  const place = { endpointName, imageUri, modelS3Uri, roleArn, origin };
  const deleter = await deleterFor(session, confirmed !== true);
  let unscheduled: unknown;
  const onUnscheduled = (error: unknown) => {
    unscheduled = error;
  };
  const guarded = { leaseMinutes, deleter, onUnscheduled };
  const request = { ...place, ...experiment.endpoint, ...guarded, rate };
  await withProgress(vscode.l10n.t('Deploying {0}', endpointName), async (signal) => {
    // Also when the answer was lost or given up: the endpoint may have been created.
    await deployOnRecord(session, services.ledger, request, signal).finally(services.changed);
    await aws.waitInService(endpointName, { signal, pollIntervalMs }).finally(services.changed);
  });
  if (unscheduled !== undefined)
    warn(
      vscode.l10n.t(
        'AWS will not delete {0} when its lease ends: keep a VS Code window open, or delete the endpoint when you are done. {1}',
        endpointName,
        explain(unscheduled).message,
      ),
    );
  // The Run page shows it itself.
  const isInView = (await services.panels()).isRunInView(services, session.connectionId, trainingJobName);
  if (!isInView)
    tell(vscode.l10n.t('{0} is InService.', endpointName), {
      label: vscode.l10n.t('Predict'),
      run: () => runCommand('predict', { endpointName }),
    });
  return { endpointName };
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
