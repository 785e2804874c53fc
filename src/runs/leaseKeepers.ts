import { billsMoney } from '../aws/connections/types.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { EndpointLedger } from '../guard/journal/endpointLedger.ts';
import { leftOfTags } from '../guard/leases/lease.ts';
import { ownEndpoints } from './ownEndpoints.ts';
import type { Session } from './session.ts';

/** The lease of an endpoint, and what deletes the endpoint then. Times are milliseconds since 1970, by AWS's clock; `leftMs` until then. */
export type KeptLease =
  /** Its tags could not be read. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'until';
      readonly expiresAtMs: number;
      readonly leftMs: number;
      readonly keepers: LeaseKeepers;
    };

export type LeaseKeepers =
  /** While it runs, and when it starts. */
  | { readonly kind: 'embedded-server' }
  /** `isOwn`: VS Code deletes it, while it is open and when it starts. */
  | { readonly kind: 'aws'; readonly isOwn: boolean; readonly schedule: ScheduleLook };

/** The schedule by which AWS deletes an endpoint while VS Code is closed. */
export type ScheduleLook =
  | { readonly kind: 'armed'; readonly dueAtMs: number }
  | { readonly kind: 'missing' }
  /** The role that it needs does not exist. */
  | { readonly kind: 'without-role' }
  | { readonly kind: 'unknown'; readonly error: unknown };

/** Looks up who ends the lease of an endpoint. What may not be read is unknown. */
export async function lookAtLease(
  session: Session,
  ledger: Pick<EndpointLedger, 'read'>,
  details: EndpointDetails,
  signal?: AbortSignal,
): Promise<KeptLease> {
  const { guard, endpointName } = details;
  if (guard === undefined) return { kind: 'unknown' };
  const { expiresAtMs } = guard;
  const left = leftOfTags(guard);
  if (expiresAtMs === undefined || left === undefined) return { kind: 'none' };
  const until = { kind: 'until', expiresAtMs, leftMs: left } as const;
  if (!billsMoney(session.connection)) return { ...until, keepers: { kind: 'embedded-server' } };
  const [isOwn, schedule] = await Promise.all([
    ownEndpoints(session, ledger, signal),
    lookAtSchedule(session, endpointName, signal),
  ]);
  return { ...until, keepers: { kind: 'aws', isOwn: isOwn(details), schedule } };
}

async function lookAtSchedule(
  { aws }: Session,
  endpointName: string,
  signal: AbortSignal | undefined,
): Promise<ScheduleLook> {
  try {
    const schedule = await aws.findSchedule(endpointName, signal);
    if (schedule === undefined) return { kind: 'missing' };
    const { dueAtMs, roleName } = schedule;
    if (roleName === undefined) return { kind: 'armed', dueAtMs };
    // Without permission to read roles, it is taken to exist.
    const role = await aws.lookAtRole(roleName, signal).catch(() => 'unknown' as const);
    signal?.throwIfAborted();
    return role === undefined ? { kind: 'without-role' } : { kind: 'armed', dueAtMs };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: 'unknown', error };
  }
}
