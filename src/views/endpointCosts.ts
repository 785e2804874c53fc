import * as vscode from 'vscode';
import type { Connection } from '../aws/connections/types.ts';
import { endpointPrice } from '../aws/costs.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';

export interface Cost {
  /** "local, free", the price of an hour of all together, and whose price is unknown: never a guess. */
  readonly text: string;
  readonly isUnknown: boolean;
}

export function costOf(
  connection: Connection,
  endpoints: readonly Pick<EndpointDetails, 'instanceType' | 'instanceCount'>[],
): Cost {
  let usdPerHour = 0;
  const unknown = new Set<string>();
  let free = 0;
  for (const { instanceType, instanceCount } of endpoints) {
    const price = endpointPrice(connection, instanceType, instanceCount);
    if (price === 'free') free += 1;
    else if (price === 'unknown') unknown.add(instanceType);
    else usdPerHour += price.usdPerHour;
  }
  if (endpoints.length === 0) return { text: vscode.l10n.t('cost unknown'), isUnknown: true };
  if (free === endpoints.length) return { text: vscode.l10n.t('local, free'), isUnknown: false };
  const known = usdPerHour === 0 ? [] : [vscode.l10n.t('${0} per hour', usdText(usdPerHour))];
  return { text: [...known, ...unknownText(unknown)].join(', '), isUnknown: unknown.size > 0 };
}

/** An endpoint whose config is gone has no instance type. */
function unknownText(instanceTypes: ReadonlySet<string>): readonly string[] {
  if (instanceTypes.size === 0) return [];
  const named = [...instanceTypes].filter((type) => type !== '').join(', ');
  return [named === '' ? vscode.l10n.t('price unknown') : vscode.l10n.t('price of {0} unknown', named)];
}

/** Below a dollar the third digit counts. */
export const usdText = (usd: number): string => usd.toFixed(usd < 1 ? 3 : 2);
