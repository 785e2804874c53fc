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

export function costOf(
  connection: Connection,
  instances: readonly Pick<EndpointDetails, 'instanceType' | 'instanceCount'>[],
  rates: RateBook,
  priceOf: typeof endpointPrice = endpointPrice,
): Cost {
  let usdPerHour = 0;
  const unknown = new Set<string>();
  let free = 0;
  for (const { instanceType, instanceCount } of instances) {
    const price = priceOf(connection, instanceType, instanceCount, rates);
    if (price.kind === 'free') free += 1;
    else if (price.kind === 'unknown') unknown.add(instanceType);
    else usdPerHour += price.usdPerHour;
  }
  if (instances.length === 0) return { text: vscode.l10n.t('cost unknown'), isUnknown: true };
  if (free === instances.length) return { text: vscode.l10n.t('local, free'), isUnknown: false };
  const known = usdPerHour === 0 ? [] : [vscode.l10n.t('${0} per hour', usdText(usdPerHour))];
  return { text: [...known, ...unknownText(unknown)].join(', '), isUnknown: unknown.size > 0 };
}

/** What endpoints have cost since they were created, in US dollars; undefined where a price is unknown. */
export function costSoFarUsd(
  connection: Connection,
  endpoints: readonly Pick<EndpointDetails, 'instanceType' | 'instanceCount' | 'createdAt' | 'guard'>[],
  rates: RateBook,
): number | undefined {
  let total = 0;
  for (const { instanceType, instanceCount, createdAt, guard } of endpoints) {
    const seconds = Math.max(0, (guard?.awsNowMs ?? Date.now()) - createdAt) / 1000;
    const usd = costUsd(endpointPrice(connection, instanceType, instanceCount, rates), seconds);
    if (usd === undefined) return undefined;
    total += usd;
  }
  return total;
}

/** The instance type is '' when the endpoint's config is gone. */
function unknownText(instanceTypes: ReadonlySet<string>): readonly string[] {
  if (instanceTypes.size === 0) return [];
  const named = [...instanceTypes].filter((type) => type !== '').join(', ');
  return [named === '' ? vscode.l10n.t('price unknown') : vscode.l10n.t('price of {0} unknown', named)];
}

/** Three decimals below a dollar. */
export const usdText = (usd: number): string => usd.toFixed(usd < 1 ? 3 : 2);
