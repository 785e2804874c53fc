import type { EndpointDetails } from '../aws/endpoints.ts';
import type { EndpointGuard } from '../aws/endpointGuard.ts';
import { accountInArn } from '../aws/identity.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { EndedBy } from '../guard/spend/spendLine.ts';
import { isDue, type Lease, leftMs } from '../guard/leases/lease.ts';
import { isRecordedOurs } from '../guard/leases/ownership.ts';
import { deleteOnRecord } from './deleteOnRecord.ts';
import type { DeletionSession } from './deleteOnRecord.ts';
import { callerOf, isElsewhere, seen } from './standing.ts';

/** The lease of a recorded endpoint. */
export type LeaseCheck =
  /** `leftMs` by AWS's clock. */
  | {
      readonly kind: 'running';
      readonly entry: LedgerEntry;
      readonly leftMs: number;
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'no-lease'; readonly entry: LedgerEntry }
  /** Ended, and the endpoint was deleted by this check. */
  | { readonly kind: 'deleted'; readonly entry: LedgerEntry }
  /** Ended, but the endpoint is not ours to delete. `owner` as in the tags. */
  | { readonly kind: 'not-ours'; readonly entry: LedgerEntry; readonly owner: string | undefined }
  | { readonly kind: 'missing'; readonly entry: LedgerEntry }
  /** Its tags could not be read, or deleting it failed. */
  | { readonly kind: 'failed'; readonly entry: LedgerEntry; readonly error: unknown };

export interface LeaseNeeds {
  readonly session: DeletionSession;
  readonly ledger: EndpointLedger;
  /** Who ends the lease, as recorded in the journal. */
  readonly by: EndedBy;
  readonly signal: AbortSignal;
}

/** Checks one recorded endpoint and deletes it if its lease has ended by AWS's clock and it is ours. Never throws. */
export async function checkLease(entry: LedgerEntry, needs: LeaseNeeds): Promise<LeaseCheck> {
  const { session, ledger, signal } = needs;
  try {
    const sighting = await session.aws.sightEndpoint(entry.endpointName, signal);
    if (sighting.kind === 'missing') return { kind: 'missing', entry };
    const { details } = sighting;
    if (isAnother(entry, details)) return { kind: 'missing', entry };
    const known = await seen(entry, { arn: details.arn, createdAt: details.createdAt }, session);
    if (known !== entry) await ledger.record(known);
    const guard = await session.aws.readEndpointGuard(details.arn, signal);
    const standing = standingOfLease(known, guard);
    return standing.kind === 'due' ? await endDue(known, details, needs) : standing;
  } catch (error) {
    return { kind: 'failed', entry, error };
  }
}

/** Another account's, or a later endpoint of the same name. */
function isAnother(entry: LedgerEntry, { arn, createdAt }: EndpointDetails): boolean {
  const place = accountInArn(arn);
  const isOther = entry.account !== undefined && (place === undefined || isElsewhere(entry.account, place));
  return isOther || (entry.createdAtMs !== undefined && entry.createdAtMs !== createdAt);
}

/** The tags hold the lease: another window or machine may have extended it. */
function standingOfLease(
  entry: LedgerEntry,
  { expiresAtMs, awsNowMs }: EndpointGuard,
): LeaseCheck | { readonly kind: 'due' } {
  if (expiresAtMs === undefined) return { kind: 'no-lease', entry };
  const lease: Lease = { kind: 'until', expiresAtMs };
  if (awsNowMs !== undefined && isDue(lease, awsNowMs)) return { kind: 'due' };
  // The local clock is good enough for display, never for a deletion.
  const left = Math.max(0, leftMs(lease, awsNowMs ?? Date.now()) ?? 0);
  return { kind: 'running', entry, leftMs: left, expiresAtMs };
}

async function endDue(entry: LedgerEntry, details: EndpointDetails, needs: LeaseNeeds): Promise<LeaseCheck> {
  const { session, ledger, by, signal } = needs;
  const { owner: callerArn } = await callerOf(session, signal);
  const guard = await session.aws.readEndpointGuard(details.arn, signal);
  const standing = standingOfLease(entry, guard);
  if (standing.kind !== 'due') return standing;
  const { arn, createdAt: createdAtMs } = details;
  if (!isRecordedOurs({ arn, createdAtMs, guard }, [entry], callerArn))
    return { kind: 'not-ours', entry, owner: guard.owner };
  const { endpointName } = entry;
  // Config and models stay, so the endpoint can be deployed again.
  const request = { endpointName, also: { config: false, model: false }, by, createdAtMs };
  const deletion = await deleteOnRecord(session, ledger, request, { signal });
  // Read again: the lease may have been extended elsewhere in the meantime.
  if (deletion.kind === 'withdrawn') return checkLease(entry, needs);
  const isAlive = deletion.kind === 'left' && deletion.left[0]?.kind === 'endpoint';
  return isAlive ? { kind: 'failed', entry, error: deletion.error } : { kind: 'deleted', entry };
}
