import * as vscode from 'vscode';
import { billsMoney, connectionLabel } from '../aws/connections/types.ts';
import { endpointPrice, maximumTrainingCostUsd, trainingPrice } from '../aws/costs.ts';
import type { HourlyPrice } from '../aws/costs.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { confirm } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import { usdText } from '../views/endpointCosts.ts';
import { pricesUrl } from '../webview/contract/price.ts';

/** Where the data of a training goes. */
interface TrainingOutput {
  readonly s3Uri: string;
  /** Nobody has confirmed it yet. */
  readonly isNew: boolean;
  /** The execution role that the experiment itself names. */
  readonly roleArn?: string | undefined;
}

/** Shows where the data goes and what training costs, before either happens; silent on Local. Throws Cancelled. */
export async function confirmTraining(
  { connection }: Session,
  { training }: Experiment,
  { s3Uri, isNew, roleArn }: TrainingOutput,
): Promise<void> {
  if (!billsMoney(connection)) return;
  const { instanceType, instanceCount, maxRuntimeSeconds } = training;
  const label = connectionLabel(connection);
  const price = trainingPrice(connection, instanceType, instanceCount);
  const most = maximumTrainingCostUsd(price, maxRuntimeSeconds);
  const limit = vscode.l10n.t('It is stopped after {0} minutes.', Math.round(maxRuntimeSeconds / 60));
  const atMost = most === undefined ? '' : vscode.l10n.t('At most ${0} (estimate).', usdText(most));
  await confirmPrice(
    isNew
      ? vscode.l10n.t('Train on {0} and send the data to {1}?', label, s3Uri)
      : vscode.l10n.t('Train on {0}?', label),
    [
      isNew ? vscode.l10n.t('This experiment has not sent data there yet.') : '',
      isNew ? '' : vscode.l10n.t('The data goes to {0}.', s3Uri),
      roleArn === undefined ? '' : vscode.l10n.t('The experiment names the execution role {0}.', roleArn),
      instancesText(instanceType, instanceCount),
      priceText(price, instanceType),
      limit,
      atMost,
    ],
    vscode.l10n.t('Train'),
    price,
  );
}

/** Says what an endpoint costs there before it arises; silent where nothing is billed. Throws Cancelled. */
export async function confirmEndpointCost({ connection }: Session, { endpoint }: Experiment): Promise<void> {
  if (!billsMoney(connection)) return;
  const { instanceType, instanceCount } = endpoint;
  const price = endpointPrice(connection, instanceType, instanceCount);
  await confirmPrice(
    vscode.l10n.t('Deploy on {0}?', connectionLabel(connection)),
    [
      instancesText(instanceType, instanceCount),
      priceText(price, instanceType),
      vscode.l10n.t('It is billed until the endpoint is deleted.'),
    ],
    vscode.l10n.t('Deploy'),
    price,
  );
}

/** Where our table has no price a button opens the list that has, and the question comes again. */
async function confirmPrice(
  message: string,
  lines: readonly string[],
  act: string,
  price: HourlyPrice,
): Promise<void> {
  const prices = vscode.l10n.t('Open Prices');
  const detail = lines.filter((line) => line !== '').join('\n');
  for (;;) {
    const chosen = await confirm(message, detail, act, ...(price === 'unknown' ? [prices] : []));
    if (chosen === act) return;
    await vscode.env.openExternal(vscode.Uri.parse(pricesUrl));
  }
}

const instancesText = (instanceType: string, count: number) => `${count} × ${instanceType}`;

function priceText(price: HourlyPrice, instanceType: string): string {
  if (price === 'free') return vscode.l10n.t('Free.');
  if (price === 'unknown') return vscode.l10n.t('The price of {0} is unknown here.', instanceType);
  return vscode.l10n.t('${0} per hour (on demand).', usdText(price.usdPerHour));
}
