import * as vscode from 'vscode';
import {
  billsMoney,
  connectionLabel,
  connectionRegion,
  hasPublishedPrices,
  parseConnectionId,
} from '../aws/connections/types.ts';
import { endpointPrice, trainingPrice } from '../aws/costs.ts';
import type { Rate } from '../aws/costs.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { verdictOf } from '../guard/spend/caps.ts';
import { linesOfRun, monthOf, spendingOf } from '../guard/spend/spending.ts';
import type { BilledLine } from '../guard/spend/spending.ts';
import { confirm } from '../platform/prompts.ts';
import { runFailure } from '../runs/errors.ts';
import type { Extension } from '../runs/extendLease.ts';
import type { Session } from '../runs/session.ts';
import { readSpending } from '../runs/spending.ts';
import type { SpendingNeeds } from '../runs/spending.ts';
import { pricesUrl } from '../webview/contract/price.ts';
import { arithmeticText, capLines, priceLines } from './priceLines.ts';
import type { AllowedVerdict, Instances } from './priceLines.ts';
import { askRate, refreshRegion } from './prices.ts';
import type { PriceServices } from './prices.ts';
import { spendCaps } from './settings.ts';

/** Where the data of a training goes. */
interface TrainingOutput {
  readonly s3Uri: string;
  /** Nobody has confirmed it yet. */
  readonly isNew: boolean;
  /** The execution role that the experiment itself names. */
  readonly roleArn?: string | undefined;
}

/** What was confirmed: the rate of all instances, and the time limit, which a spend cap may have shortened. */
export interface Agreed {
  readonly rate: Rate;
  readonly seconds: number | undefined;
  /** Throws 'spend-cap' or 'spend-unpriced' if it no longer fits the caps: another window may have started something since. */
  readonly requireStillWithinCaps: () => Promise<void>;
}

export type BillingServices = PriceServices & SpendingNeeds;

/** `confirmed`: the caller has confirmed the cost with the user; spend caps still count. */
interface Asking {
  readonly confirmed: boolean;
}

/** A shorter training is not worth starting. */
const leastTrainingSeconds = 60;

/**
 * Shows where the data goes and what training costs, before either happens; silent on Local. Throws Cancelled, 'spend-cap' and
 * 'spend-unpriced'.
 */
export async function confirmTraining(
  services: BillingServices,
  session: Pick<Session, 'connection'>,
  { training }: Pick<Experiment, 'training'>,
  { s3Uri, isNew, roleArn, confirmed }: TrainingOutput & Asking,
): Promise<Agreed> {
  const label = connectionLabel(session.connection);
  const billing: Billing = {
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
    leastSeconds: leastTrainingSeconds,
    trainingJobName: undefined,
  };
  return agree(services, session, billing, { confirmed });
}

/**
 * Shows what an endpoint costs before it is created; silent where nothing is billed. Throws Cancelled, 'spend-cap' and
 * 'spend-unpriced'.
 */
export async function confirmEndpointCost(
  services: BillingServices,
  session: Pick<Session, 'connection'>,
  { endpoint }: Pick<Experiment, 'endpoint'>,
  { trainingJobName, leaseMinutes, confirmed }: EndpointOfRun & Asking,
): Promise<Agreed> {
  const billing: Billing = {
    message: vscode.l10n.t('Deploy on {0}?', connectionLabel(session.connection)),
    lines: [],
    act: vscode.l10n.t('Deploy'),
    use: 'hosting',
    ...endpoint,
    mostSeconds: leaseMinutes === undefined ? undefined : leaseMinutes * 60,
    leastSeconds: undefined,
    trainingJobName,
  };
  return agree(services, session, billing, { confirmed });
}

/** Throws 'spend-cap' with the arithmetic, and 'spend-unpriced', if the longer lease of an endpoint exceeds a spend cap. */
export async function requireExtensionWithinCaps(
  services: BillingServices,
  { connection, connectionId }: Pick<Session, 'connection' | 'connectionId'>,
  { details, fromMs, toMs }: Extension,
): Promise<void> {
  if (!billsMoney(connection)) return;
  const { endpointName, instanceType, instanceCount, origin } = details;
  const rate = endpointPrice(connection, instanceType, instanceCount, await services.prices.rates());
  const longer: Counted = {
    use: 'hosting',
    instanceType,
    instanceCount,
    mostSeconds: (toMs - fromMs) / 1000,
    leastSeconds: undefined,
    trainingJobName: origin.trainingJobName,
  };
  // Its record may not know the lease: another machine may have extended it.
  const untilNow = (line: BilledLine): BilledLine =>
    line.kind === 'endpoint' && line.name === endpointName && line.connectionId === connectionId
      ? { ...line, untilMs: fromMs }
      : line;
  const { kind } = await requireWithinCaps(services, rate, longer, untilNow);
  if (kind !== 'rate-unknown') return;
  const facts = { instanceType, region: connectionRegion(connection) };
  throw runFailure('spend-unpriced', facts, `The price of ${instanceType} is unknown`);
}

interface EndpointOfRun {
  readonly trainingJobName: string;
  /** Undefined for an endpoint without a lease. */
  readonly leaseMinutes: number | undefined;
}

/** What counts against the spend caps. */
interface Counted extends Instances {
  /** The least it has to run; undefined for what a spend cap cannot shorten. */
  readonly leastSeconds: number | undefined;
  /** The run that it belongs to; undefined for a new one. */
  readonly trainingJobName: string | undefined;
}

/** What is about to bill. */
interface Billing extends Counted {
  readonly message: string;
  /** Said before the price. */
  readonly lines: readonly string[];
  /** The button. */
  readonly act: string;
}

/**
 * One dialog for everything that is billed: rate and count, the most it can cost, source and date of the price, and what to do about
 * an unknown or old one. Silent where nothing is billed. Throws Cancelled, 'spend-cap' and 'spend-unpriced'.
 */
async function agree(
  services: BillingServices,
  { connection }: Pick<Session, 'connection'>,
  billing: Billing,
  { confirmed }: Asking,
): Promise<Agreed> {
  const { act, use, instanceType, instanceCount, mostSeconds } = billing;
  if (!billsMoney(connection))
    return { rate: { kind: 'free' }, seconds: mostSeconds, requireStillWithinCaps: async () => undefined };
  const region = connectionRegion(connection);
  for (;;) {
    const priceOf = use === 'training' ? trainingPrice : endpointPrice;
    const rate = priceOf(connection, instanceType, instanceCount, await services.prices.rates());
    const verdict = await requireWithinCaps(services, rate, billing);
    const seconds = verdict.kind === 'rate-unknown' ? mostSeconds : verdict.seconds;
    const requireStillWithinCaps = async () => {
      await requireWithinCaps(services, rate, { ...billing, mostSeconds: seconds, leastSeconds: undefined });
    };
    const agreed = { rate, seconds, requireStillWithinCaps };
    if (confirmed && verdict.kind !== 'rate-unknown') return agreed;
    if (confirmed)
      throw runFailure('spend-unpriced', { instanceType, region }, `The price of ${instanceType} is unknown`);
    const chosen = await askOnce(connection, billing, rate, verdict);
    switch (chosen) {
      case act:
        return agreed;
      case refreshButton():
        await refreshRegion(services, region);
        break;
      case openButton():
        await vscode.env.openExternal(vscode.Uri.parse(pricesUrl));
        break;
      default: {
        const usdPerHour = await askRate({ region, use, instanceType });
        await services.prices.setRate({ region, use, instanceType, usdPerHour });
      }
    }
  }
}

const refreshButton = () => vscode.l10n.t('Refresh Prices');
const openButton = () => vscode.l10n.t('Open Prices');

/** The chosen button. Under a spend cap, an unknown price offers none to proceed. Throws Cancelled. */
async function askOnce(
  connection: Session['connection'],
  billing: Billing,
  rate: Rate,
  verdict: AllowedVerdict,
): Promise<string> {
  const { message, lines, act } = billing;
  const isRefused = verdict.kind === 'rate-unknown';
  const detail = [
    ...lines,
    ...priceLines(rate, { ...billing, mostSeconds: isRefused ? billing.mostSeconds : verdict.seconds }),
    ...capLines(verdict),
  ];
  const ways = [
    ...(hasPublishedPrices(connection) ? [refreshButton()] : []),
    vscode.l10n.t('Set Rate…'),
    ...(rate.kind === 'unknown' ? [openButton()] : []),
  ];
  const [first = act, ...others] = isRefused ? ways : [act, ...ways];
  return confirm(message, detail.join('\n'), first, ...others);
}

/** Throws 'spend-cap' with the arithmetic, and 'spend-unpriced' where something else cannot be counted. */
async function requireWithinCaps(
  services: BillingServices,
  rate: Rate,
  billing: Counted,
  asOfNow = (line: BilledLine): BilledLine => line,
): Promise<AllowedVerdict> {
  const { mostSeconds, leastSeconds, trainingJobName } = billing;
  const caps = spendCaps();
  if (caps.runUsd === undefined && caps.monthUsd === undefined)
    return { kind: 'within', seconds: mostSeconds };
  const [lines, nowMs] = [(await readSpending(services)).lines.map(asOfNow), Date.now()];
  const month = monthOf(nowMs);
  const ofRun = trainingJobName === undefined ? [] : linesOfRun(lines, trainingJobName);
  const verdict = verdictOf(caps, {
    rate,
    seconds: mostSeconds,
    leastSeconds,
    run: spendingOf(ofRun, { fromMs: 0, toMs: month.toMs }, nowMs),
    month: spendingOf(lines, month, nowMs),
  });
  switch (verdict.kind) {
    case 'over': {
      const { wantedUsd, sum } = verdict;
      const arithmetic = arithmeticText(rate, billing);
      const facts = { ...sum, ...(wantedUsd === undefined ? {} : { wantedUsd }), arithmetic };
      throw runFailure('spend-cap', facts, `The spend cap of the ${sum.cap} leaves ${sum.leftUsd} USD`);
    }
    case 'unpriced': {
      const { name, instanceType: type, connectionId } = verdict.line;
      const of = parseConnectionId(connectionId);
      const region = of === undefined ? '' : connectionRegion(of);
      throw runFailure(
        'spend-unpriced',
        { name, instanceType: type, region },
        `The price of ${name} is unknown`,
      );
    }
    case 'within':
    case 'shortened':
    case 'rate-unknown':
      return verdict;
  }
}
