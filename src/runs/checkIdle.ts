import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { endOurs } from './endOurs.ts';
import type { Session } from './session.ts';
import { isRecorded } from './standing.ts';

/** Whether an endpoint has answered requests lately. */
export type IdleCheck =
  | { readonly kind: 'busy' }
  /** `evidence`: CloudWatch counted none, or has no datapoint at all, which is weaker. */
  | { readonly kind: 'idle'; readonly evidence: 'measured' | 'no-data' }
  /** Idle, and deleted by this check, as the user has set it. */
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unknown'; readonly error: unknown };

export interface IdleNeeds {
  readonly session: Session;
  readonly ledger: EndpointLedger;
  /** How long without a request counts as idle. */
  readonly afterMs: number;
  /** Whether an idle endpoint of this user is deleted automatically. */
  readonly deletes: boolean;
  readonly signal: AbortSignal;
}

/** Checks whether a recorded endpoint is idle, by AWS's clock. One younger than `afterMs` is not. Never throws. */
export async function checkIdle(entry: LedgerEntry, needs: IdleNeeds): Promise<IdleCheck> {
  const { session, afterMs, deletes, signal } = needs;
  const { endpointName } = entry;
  try {
    const details = await session.aws.describeEndpoint(endpointName, signal);
    const untilMs = details?.guard?.awsNowMs;
    if (details?.status !== 'InService' || untilMs === undefined) return { kind: 'busy' };
    if (!isRecorded(entry, details)) return { kind: 'busy' };
    const sinceMs = untilMs - afterMs;
    if (details.createdAt > sinceMs) return { kind: 'busy' };
    const counts = await session.aws.invocationsSince([details], { sinceMs, untilMs }, signal);
    const count = counts.get(endpointName) ?? { kind: 'no-data' as const };
    if (count.kind === 'measured' && count.sum > 0) return { kind: 'busy' };
    const evidence = count.kind;
    // A missing datapoint does not prove that there were no requests.
    if (!deletes || evidence === 'no-data') return { kind: 'idle', evidence };
    const ended = await endOurs(entry, details, { ...needs, by: 'idle' });
    if (ended.kind === 'left') throw ended.error;
    return ended.kind === 'done' ? { kind: 'deleted' } : { kind: 'idle', evidence };
  } catch (error) {
    return { kind: 'unknown', error };
  }
}
