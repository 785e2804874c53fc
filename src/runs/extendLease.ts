import type { EndpointDetails } from '../aws/endpoints.ts';
import { hasCode } from '../aws/failures/errors.ts';
import { accountInArn } from '../aws/identity.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { extended, leaseOf, type Until } from '../guard/leases/lease.ts';
import { runFailure } from './errors.ts';
import type { Session } from './session.ts';
import { isElsewhere } from './standing.ts';

/**
 * Extends a lease by `minutes`, or starts one now if there is none: the schedule first, which deletes unconditionally, then the tags,
 * which everything else reads, then the record. Throws 'endpoint-gone'.
 */
export async function extendLease(
  session: Session,
  ledger: EndpointLedger,
  { endpointName, minutes }: { readonly endpointName: string; readonly minutes: number },
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
  const own = entries.filter((entry) => isOf(session, entry, details));
  await moveSchedule(session, own, { endpointName, dueAtMs: lease.expiresAtMs }, signal);
  await session.aws.writeEndpointGuard(details.arn, lease, signal);
  // Extending a lease withdraws a queued deletion.
  for (const { deletion: _, ...entry } of own) await ledger.record({ ...entry, lease });
  return lease;
}

function isOf(
  { connectionId }: Session,
  entry: LedgerEntry,
  { endpointName, arn, createdAt }: EndpointDetails,
): boolean {
  if (entry.connectionId !== connectionId || entry.endpointName !== endpointName) return false;
  const place = accountInArn(arn);
  const isOther = entry.account !== undefined && place !== undefined && isElsewhere(entry.account, place);
  return !isOther && (entry.createdAtMs === undefined || entry.createdAtMs === createdAt);
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
