import * as vscode from 'vscode';
import type { Connection } from '../aws/connections/types.ts';
import { costUsd, endpointPrice } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';

export interface Cost {
  /** "local, free", or the total price per hour and the instance types whose price is unknown; never an estimate. */
  readonly text: string;
  readonly isUnknown: boolean;
}

type Instances = Pick<EndpointDetails, 'instanceType' | 'instanceCount'>;
type Running = Instances & Pick<EndpointDetails, 'createdAt' | 'guard'>;

/** An endpoint with its connection, on which its price depends. */
export interface Placed<Endpoint> {
  readonly connection: Connection;
  readonly endpoint: Endpoint;
}

export function costOf(
  connection: Connection,
  endpoints: readonly Instances[],
  rates: RateBook,
  priceOf: typeof endpointPrice = endpointPrice,
): Cost {
  const { usdPerHour, ...rest } = rateOf(
    endpoints.map((endpoint) => ({ connection, endpoint })),
    rates,
    priceOf,
  );
  return costText(rest, usdPerHour === 0 ? [] : [vscode.l10n.t('${0} per hour', usdText(usdPerHour))]);
}

/** As `costOf`, of endpoints on any connections and in fewer characters: "$0.35/h". */
export function shortCostOf(endpoints: readonly Placed<Instances>[], rates: RateBook): Cost {
  const { usdPerHour, ...rest } = rateOf(endpoints, rates);
  return costText(rest, usdPerHour === 0 ? [] : [vscode.l10n.t('${0}/h', shortUsdText(usdPerHour))]);
}

interface SummedRate {
  readonly usdPerHour: number;
  /** Instance types without a known price; '' where the config of an endpoint is gone or was not read. */
  readonly unknown: ReadonlySet<string>;
  readonly kind: 'free' | 'priced' | 'none';
}

function rateOf(
  endpoints: readonly Placed<Instances>[],
  rates: RateBook,
  priceOf: typeof endpointPrice = endpointPrice,
): SummedRate {
  let usdPerHour = 0;
  const unknown = new Set<string>();
  let free = 0;
  for (const { connection, endpoint } of endpoints) {
    const { instanceType, instanceCount } = endpoint;
    const price = priceOf(connection, instanceType, instanceCount, rates);
    if (price.kind === 'free') free += 1;
    else if (price.kind === 'unknown') unknown.add(instanceType);
    else usdPerHour += price.usdPerHour;
  }
  const kind = endpoints.length === 0 ? 'none' : free === endpoints.length ? 'free' : 'priced';
  return { usdPerHour, unknown, kind };
}

function costText({ unknown, kind }: Omit<SummedRate, 'usdPerHour'>, known: readonly string[]): Cost {
  if (kind === 'none') return { text: vscode.l10n.t('cost unknown'), isUnknown: true };
  if (kind === 'free') return { text: vscode.l10n.t('local, free'), isUnknown: false };
  return {
    text: [...known, ...unknownText(unknown, known.length > 0)].join(', '),
    isUnknown: unknown.size > 0,
  };
}

/** What endpoints have cost since they were created, in US dollars; undefined where a price is unknown. */
export function costSoFarUsd(endpoints: readonly Placed<Running>[], rates: RateBook): number | undefined {
  let total = 0;
  for (const { connection, endpoint } of endpoints) {
    const { instanceType, instanceCount, createdAt, guard } = endpoint;
    const seconds = Math.max(0, (guard?.awsNowMs ?? Date.now()) - createdAt) / 1000;
    const usd = costUsd(endpointPrice(connection, instanceType, instanceCount, rates), seconds);
    if (usd === undefined) return undefined;
    total += usd;
  }
  return total;
}

function unknownText(instanceTypes: ReadonlySet<string>, isRest: boolean): readonly string[] {
  if (instanceTypes.size === 0) return [];
  const named = [...instanceTypes].filter((type) => type !== '').join(', ');
  if (named !== '') return [vscode.l10n.t('price of {0} unknown', named)];
  return [isRest ? vscode.l10n.t('some prices unknown') : vscode.l10n.t('price unknown')];
}

/** Three decimals below a dollar. */
export const usdText = (usd: number): string => usd.toFixed(usd < 1 ? 3 : 2);

/** Two decimals, or three where the third counts. */
const shortUsdText = (usd: number): string => usdText(usd).replace(/(\.\d\d)0$/, '$1');

/** "$1.20 so far"; nothing where it is unknown or nothing. */
export const soFarTexts = (usd: number | undefined): readonly string[] =>
  usd === undefined || usd === 0 ? [] : [vscode.l10n.t('${0} so far', usd.toFixed(2))];
