import type { EndpointDetails } from '../aws/endpoints.ts';
import type { EndpointGuard } from '../aws/endpointGuard.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { isDue, type Lease, leftMs } from '../guard/leases/lease.ts';
import { type EndNeeds, endOurs } from './endOurs.ts';
import { isRecorded, keepSeen, seen } from './standing.ts';

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

/** Checks one recorded endpoint and deletes it if its lease has ended by AWS's clock and it is ours. Never throws. */
export async function checkLease(entry: LedgerEntry, needs: EndNeeds): Promise<LeaseCheck> {
  const { session, ledger, signal } = needs;
  try {
    const sighting = await session.aws.sightEndpoint(entry.endpointName, signal);
    if (sighting.kind === 'missing') return { kind: 'missing', entry };
    const { details } = sighting;
    if (!isRecorded(entry, details)) return { kind: 'missing', entry };
    const now = await seen(entry, details, session);
    const known = now === entry ? entry : await keepSeen(ledger, entry, now);
    const guard = await session.aws.readEndpointGuard(details.arn, signal);
    await keepLease(ledger, known, guard);
    const standing = standingOfLease(known, guard);
    return standing.kind === 'due' ? await endDue(known, details, needs) : standing;
  } catch (error) {
    return { kind: 'failed', entry, error };
  }
}

/** Another machine may have extended the lease, which the spend caps count by the record. */
async function keepLease(
  ledger: EndpointLedger,
  entry: LedgerEntry,
  { expiresAtMs }: EndpointGuard,
): Promise<void> {
  const recorded = entry.lease?.kind === 'until' ? entry.lease.expiresAtMs : undefined;
  if (expiresAtMs === recorded) return;
  const lease: Lease = expiresAtMs === undefined ? { kind: 'none' } : { kind: 'until', expiresAtMs };
  await ledger.change(entry, (current) => current && { ...current, lease });
}

/** The tags hold the lease. */
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

async function endDue(entry: LedgerEntry, details: EndpointDetails, needs: EndNeeds): Promise<LeaseCheck> {
  const ended = await endOurs(entry, details, needs);
  switch (ended.kind) {
    case 'done':
      return { kind: 'deleted', entry };
    case 'not-ours':
      return { kind: 'not-ours', entry, owner: ended.owner };
    // The lease has been extended elsewhere in the meantime.
    case 'withdrawn':
      return checkLease(entry, needs);
    case 'left':
      return ended.left[0]?.kind === 'endpoint'
        ? { kind: 'failed', entry, error: ended.error }
        : { kind: 'deleted', entry };
  }
}
