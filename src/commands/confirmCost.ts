import * as vscode from 'vscode';
import { billsMoney, connectionLabel } from '../aws/connections/types.ts';
import { endpointPrice, maximumTrainingCostUsd, trainingPrice } from '../aws/costs.ts';
import type { HourlyPrice } from '../aws/costs.ts';
import type { Experiment } from '../data/experiment/schema.ts';
import { confirm } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';

/** Says what training costs there before it arises; silent where nothing is billed. Throws Cancelled. */
export async function confirmTrainingCost({ connection }: Session, { training }: Experiment): Promise<void> {
  if (!billsMoney(connection)) return;
  const { instanceType, instanceCount, maxRuntimeSeconds } = training;
  const price = trainingPrice(connection, instanceType, instanceCount);
  const most = maximumTrainingCostUsd(price, maxRuntimeSeconds);
  const limit = vscode.l10n.t('It is stopped after {0} minutes.', Math.round(maxRuntimeSeconds / 60));
  const atMost =
    most === undefined ? '' : vscode.l10n.t('At most ${0} (estimate).', most.toFixed(most < 1 ? 3 : 2));
  await confirm(
    vscode.l10n.t('Train on {0}?', connectionLabel(connection)),
    [instancesText(instanceType, instanceCount), priceText(price, instanceType), limit, atMost]
      .filter((line) => line !== '')
      .join('\n'),
    vscode.l10n.t('Train'),
  );
}

/** Says what an endpoint costs there before it arises; silent where nothing is billed. Throws Cancelled. */
export async function confirmEndpointCost({ connection }: Session, { endpoint }: Experiment): Promise<void> {
  if (!billsMoney(connection)) return;
  const { instanceType, instanceCount } = endpoint;
  const price = endpointPrice(connection, instanceType, instanceCount);
  await confirm(
    vscode.l10n.t('Deploy on {0}?', connectionLabel(connection)),
    [
      instancesText(instanceType, instanceCount),
      priceText(price, instanceType),
      vscode.l10n.t('It is billed until the endpoint is deleted.'),
    ].join('\n'),
    vscode.l10n.t('Deploy'),
  );
}

const instancesText = (instanceType: string, count: number) => `${count} × ${instanceType}`;

function priceText(price: HourlyPrice, instanceType: string): string {
  if (price === 'free') return vscode.l10n.t('Free.');
  if (price === 'unknown')
    return vscode.l10n.t(
      'The price of {0} is unknown here: see aws.amazon.com/sagemaker/pricing.',
      instanceType,
    );
  const { usdPerHour } = price;
  return vscode.l10n.t('${0} per hour (on demand).', usdPerHour.toFixed(usdPerHour < 1 ? 3 : 2));
}
