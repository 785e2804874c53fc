import { hasCode } from '../aws/failures/errors.ts';
import { scheduleGroup } from '../aws/policies/ownNames.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { Until } from '../guard/leases/lease.ts';
import type { Session } from './session.ts';

/** The role that EventBridge Scheduler uses to delete endpoints. */
export interface Deleter {
  readonly roleArn: string;
  /** When it was requested, in milliseconds since 1970: for a while EventBridge Scheduler may not know it yet. */
  readonly requestedAtMs?: number | undefined;
}

interface Scheduling {
  readonly entry: LedgerEntry;
  readonly lease: Until;
  readonly deleter: Deleter;
  readonly onUnscheduled?: ((error: unknown) => void) | undefined;
}

/**
 * Has AWS delete a new endpoint when its lease ends, even if VS Code is closed. Recorded before the schedule is created. If that
 * fails, the endpoint gets no schedule, and the caller gets the reason.
 */
export async function scheduled(
  { aws }: Pick<Session, 'aws'>,
  ledger: EndpointLedger,
  { entry, lease, deleter, onUnscheduled }: Scheduling,
  signal: AbortSignal,
): Promise<LedgerEntry> {
  const { endpointName, attempt = endpointName } = entry;
  const schedule = { name: endpointName, group: scheduleGroup };
  const withSchedule = { ...entry, schedule };
  await ledger.change(entry, (current = entry) => ({ ...current, schedule }));
  try {
    await aws.ensureScheduleGroup(signal);
    const { roleArn, requestedAtMs } = deleter;
    const wanted = { endpointName, dueAtMs: lease.expiresAtMs, roleArn, attempt };
    await aws.armSchedule(wanted, { signal, roleRequestedAt: requestedAtMs });
    return withSchedule;
  } catch (error) {
    signal.throwIfAborted();
    onUnscheduled?.(error);
    // The schedule may exist even if the response was lost: it is kept on record to move with the lease.
    const isUnarmed =
      hasCode(error, 'access-denied') ||
      (await aws.removeSchedule(endpointName, signal).then(
        () => true,
        () => false,
      ));
    if (!isUnarmed) return withSchedule;
    await ledger.change(entry, (current = entry) => {
      const { schedule: _, ...unscheduled } = current;
      return unscheduled;
    });
    return entry;
  }
}
