import * as vscode from 'vscode';
import type { EndpointDetails } from '../aws/endpoints.ts';
import { leftOfTags } from '../guard/leases/lease.ts';

type Leased = Pick<EndpointDetails, 'guard'>;

const leaseLeftMs = ({ guard }: Leased): number | undefined => guard && leftOfTags(guard);

/** Milliseconds since the lease of an endpoint ended; negative before, or without one. */
export const overdueMs = (endpoint: Leased): number => -(leaseLeftMs(endpoint) ?? Infinity);

/** "1 h 12 m left" of the lease that ends first; undefined where none has a lease. */
export function shortestLeaseText(endpoints: readonly Leased[]): string | undefined {
  const left = endpoints.flatMap((one) => leaseLeftMs(one) ?? []).reduce((a, b) => Math.min(a, b), Infinity);
  return left === Infinity ? undefined : leftText(left);
}

/** "1 h 12 m left" */
export function leftText(leftMs: number): string {
  if (leftMs <= 0) return vscode.l10n.t('lease ended');
  return vscode.l10n.t('{0} left', durationText(leftMs));
}

function durationText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return vscode.l10n.t('{0} m', minutes);
  return vscode.l10n.t('{0} h {1} m', Math.floor(minutes / 60), minutes % 60);
}
