import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import { extended, leaseOf, type Until } from '../guard/leases/lease.ts';
import { runFailure } from './errors.ts';
import type { Session } from './session.ts';

/**
 * Lets an endpoint live `minutes` longer, or from now on where it has no lease: its schedule first, which asks nobody, then its tags,
 * which every other keeper reads, then its record. Throws 'endpoint-gone'.
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
  const own = entries.filter(
    (entry) => entry.connectionId === session.connectionId && entry.endpointName === endpointName,
  );
  if (own.some(({ schedule }) => schedule !== undefined))
    await session.aws.moveSchedule(endpointName, lease.expiresAtMs, signal);
  await session.aws.writeEndpointGuard(details.arn, lease, signal);
  for (const entry of own) await ledger.record({ ...entry, lease });
  return lease;
}
