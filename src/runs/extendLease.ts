import type { EndpointDetails } from '../aws/endpoints.ts';
import { hasCode } from '../aws/failures/errors.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { extended, leaseOf, type Until } from '../guard/leases/lease.ts';
import { withoutDeletion } from './deleteOnRecord.ts';
import { runFailure } from './errors.ts';
import type { Session } from './session.ts';
import { isRecorded } from './standing.ts';

/** What an endpoint is billed for in addition. Times are milliseconds since 1970. */
export interface Extension {
  readonly details: EndpointDetails;
  /** The end of the lease, or now if that is later. */
  readonly fromMs: number;
  readonly toMs: number;
}

interface ExtensionRequest {
  readonly endpointName: string;
  readonly minutes: number;
  /** Awaited before anything changes; throws if a lease must not become longer. Not called for an endpoint that has none. */
  readonly agree?: (extension: Extension) => Promise<void>;
}

/**
 * Extends a lease by `minutes`, or starts one now if there is none: recorded first, so that the spend caps count it; then the schedule,
 * which deletes unconditionally, then the tags, which everything else reads. Throws 'endpoint-gone'.
 */
export async function extendLease(
  session: Session,
  ledger: EndpointLedger,
  { endpointName, minutes, agree }: ExtensionRequest,
  signal?: AbortSignal,
): Promise<Until> {
  const details = await session.aws.describeEndpoint(endpointName, signal);
  if (details === undefined)
    throw runFailure('endpoint-gone', { endpointName }, `${endpointName} does not exist`);
  const { expiresAtMs: before, awsNowMs = Date.now() } = details.guard ?? {};
  const lease: Until =
    before === undefined
      ? leaseOf(minutes, awsNowMs)
      : extended({ kind: 'until', expiresAtMs: before }, minutes, awsNowMs);
  const { entries } = await ledger.read();
  const own = entries.filter(
    (entry) =>
      entry.connectionId === session.connectionId &&
      entry.endpointName === endpointName &&
      isRecorded(entry, details),
  );
  const recordAll = async (leaseOfEntry: (entry: LedgerEntry) => LedgerEntry['lease']) => {
    for (const entry of own)
      await ledger.change(entry, (current) => current && { ...current, lease: leaseOfEntry(entry) });
  };
  await ledger.admitting(async () => {
    if (before !== undefined)
      await agree?.({ details, fromMs: Math.max(before, awsNowMs), toMs: lease.expiresAtMs });
    await recordAll(() => lease);
  });
  try {
    await moveSchedule(session, own, { endpointName, dueAtMs: lease.expiresAtMs }, signal);
    await session.aws.writeEndpointGuard(details.arn, lease, signal);
  } catch (error) {
    await recordAll((entry) => entry.lease);
    throw error;
  }
  // Extending a lease withdraws a queued deletion.
  for (const entry of own)
    await ledger.change(entry, (current) => {
      const kept = withoutDeletion(current);
      return kept && { ...kept, lease };
    });
  return lease;
}

/**
 * Moves the schedule that deletes the endpoint on AWS, which another machine may have created: only AWS knows. A user without access
 * to EventBridge Scheduler has created none for an own endpoint without a recorded schedule.
 */
async function moveSchedule(
  { aws }: Session,
  own: readonly LedgerEntry[],
  { endpointName, dueAtMs }: { readonly endpointName: string; readonly dueAtMs: number },
  signal: AbortSignal | undefined,
): Promise<void> {
  const isUnarmed = own.some(({ attempt, schedule }) => attempt !== undefined && schedule === undefined);
  try {
    await aws.moveSchedule(endpointName, dueAtMs, signal);
  } catch (error) {
    if (hasCode(error, 'resource-not-found') || (isUnarmed && hasCode(error, 'access-denied'))) return;
    throw error;
  }
}
