import * as vscode from 'vscode';
import {
  billsMoney,
  connectionLabel,
  connectionRegion,
  hasPublishedPrices,
} from '../aws/connections/types.ts';
import { costUsd, endpointPrice, trainingPrice } from '../aws/costs.ts';
import type { Rate, RateBook, Use } from '../aws/costs.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { confirm } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import { usdText } from '../views/endpointCosts.ts';
import { pricesUrl } from '../webview/contract/price.ts';
import { askRate, dayText, refreshRegion } from './prices.ts';
import type { PriceServices } from './prices.ts';

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
  services: PriceServices,
  session: Pick<Session, 'connection'>,
  { training }: Pick<Experiment, 'training'>,
  { s3Uri, isNew, roleArn }: TrainingOutput,
): Promise<void> {
  const label = connectionLabel(session.connection);
  await confirmBilling(services, session, {
    message: isNew
      ? vscode.l10n.t('Train on {0} and send the data to {1}?', label, s3Uri)
      : vscode.l10n.t('Train on {0}?', label),
    lines: [
      isNew
        ? vscode.l10n.t('This experiment has not sent data there yet.')
        : vscode.l10n.t('The data goes to {0}.', s3Uri),
      ...(roleArn === undefined
        ? []
        : [vscode.l10n.t('The experiment names the execution role {0}.', roleArn)]),
    ],
    act: vscode.l10n.t('Train'),
    use: 'training',
    ...training,
    mostSeconds: training.maxRuntimeSeconds,
  });
}

/** Says what an endpoint costs there before it arises; silent where nothing is billed. Throws Cancelled. */
export async function confirmEndpointCost(
  services: PriceServices,
  session: Pick<Session, 'connection'>,
  { endpoint }: Pick<Experiment, 'endpoint'>,
): Promise<void> {
  await confirmBilling(services, session, {
    message: vscode.l10n.t('Deploy on {0}?', connectionLabel(session.connection)),
    lines: [],
    act: vscode.l10n.t('Deploy'),
    use: 'hosting',
    ...endpoint,
    mostSeconds: undefined,
  });
}

/** What is about to bill. */
interface Billing {
  readonly message: string;
  /** Said before the price. */
  readonly lines: readonly string[];
  /** The button. */
  readonly act: string;
  readonly use: Use;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** When it ends at the latest; undefined for what runs until somebody deletes it. */
  readonly mostSeconds: number | undefined;
}

/**
 * One design for everything that bills: rate and count, the most it can cost, where the price is from and of which day, and what to do
 * about one that is unknown or old. Silent where nothing is billed. Throws Cancelled.
 */
async function confirmBilling(
  services: PriceServices,
  { connection }: Pick<Session, 'connection'>,
  billing: Billing,
): Promise<void> {
  if (!billsMoney(connection)) return;
  const { message, lines, act, use, instanceType, instanceCount } = billing;
  const region = connectionRegion(connection);
  const [refresh, type, open] = [
    vscode.l10n.t('Refresh Prices'),
    vscode.l10n.t('Type a Rate…'),
    vscode.l10n.t('Open Prices'),
  ];
  for (;;) {
    const rates: RateBook = await services.prices.rates();
    const rate = (use === 'training' ? trainingPrice : endpointPrice)(
      connection,
      instanceType,
      instanceCount,
      rates,
    );
    const detail = [...lines, ...priceLines(rate, billing)].join('\n');
    const others = [
      ...(hasPublishedPrices(connection) ? [refresh] : []),
      type,
      ...(rate.kind === 'unknown' ? [open] : []),
    ];
    const chosen = await confirm(message, detail, act, ...others);
    if (chosen === act) return;
    if (chosen === refresh) await refreshRegion(services, region);
    else if (chosen === open) await vscode.env.openExternal(vscode.Uri.parse(pricesUrl));
    else {
      const usdPerHour = await askRate({ region, use, instanceType });
      await services.prices.setRate({ region, use, instanceType, usdPerHour });
    }
  }
}

/** Rate × count, the most it can cost, source and day of the price. */
export function priceLines(
  rate: Rate,
  {
    instanceType,
    instanceCount,
    mostSeconds,
  }: Pick<Billing, 'instanceType' | 'instanceCount' | 'mostSeconds'>,
): readonly string[] {
  const instances = `${instanceCount} × ${instanceType}`;
  const minutes = mostSeconds === undefined ? undefined : Math.round(mostSeconds / 60);
  switch (rate.kind) {
    case 'free':
      return [vscode.l10n.t('Free.')];
    case 'unknown':
      return [
        instances,
        vscode.l10n.t('The price of {0} is unknown here.', instanceType),
        minutes === undefined
          ? vscode.l10n.t('It is billed until the endpoint is deleted.')
          : vscode.l10n.t('It is stopped after {0} minutes.', minutes),
      ];
    case 'known': {
      const { usdPerHour } = rate;
      const each = usdText(usdPerHour / instanceCount);
      return [
        vscode.l10n.t('{0} × ${1} = ${2} per hour (on demand).', instances, each, usdText(usdPerHour)),
        minutes === undefined
          ? vscode.l10n.t('It is billed until the endpoint is deleted.')
          : vscode.l10n.t(
              'At most ${0}: it is stopped after {1} minutes.',
              usdText(costUsd(rate, mostSeconds ?? 0) ?? 0),
              minutes,
            ),
        sourceText(rate),
      ];
    }
  }
}

function sourceText({ source, publishedOn }: Extract<Rate, { kind: 'known' }>): string {
  const day = dayText(publishedOn);
  switch (source) {
    case 'shipped':
      return vscode.l10n.t('Price: read by the authors of this extension, {0}.', day);
    case 'price-file':
    case 'pricing-api':
      return vscode.l10n.t('Price: published by AWS, {0}.', day);
    case 'typed':
      return vscode.l10n.t('Price: typed by you, {0}.', day);
  }
}
