/** How long an endpoint may live. */
export type Lease = Until | { readonly kind: 'none' };

export interface Until {
  readonly kind: 'until';
  readonly expiresAtMs: number;
}

const minuteMs = 60_000;

/** The shortest lease: an endpoint cannot be deleted while it is Creating, which takes minutes. */
export const shortestLeaseMinutes = 10;
/** How long before its end the window offers to extend a lease. */
export const noticeBeforeMs = 10 * minuteMs;

/** A lease of so many minutes from `nowMs` on, in whole seconds, as the tag holds them. */
export function leaseOf(minutes: number, nowMs: number): Until {
  const expiresAtMs = nowMs + Math.max(minutes, shortestLeaseMinutes) * minuteMs;
  return { kind: 'until', expiresAtMs: Math.ceil(expiresAtMs / 1000) * 1000 };
}

/** The lease `minutes` longer; one that has ended is extended from now. */
export const extended = ({ expiresAtMs }: Until, minutes: number, nowMs: number): Until =>
  leaseOf(minutes, Math.max(expiresAtMs, nowMs));

/** Milliseconds until the lease ends, negative after it; undefined for a lease without end. */
export const leftMs = (lease: Lease, nowMs: number): number | undefined =>
  lease.kind === 'none' ? undefined : lease.expiresAtMs - nowMs;

/**
 * Milliseconds until the lease in an endpoint's tags ends, by AWS's clock if the answer told its time; undefined without a lease. Good
 * enough for display, never for a deletion.
 */
export const leftOfTags = ({
  expiresAtMs,
  awsNowMs = Date.now(),
}: {
  readonly expiresAtMs?: number | undefined;
  readonly awsNowMs?: number | undefined;
}): number | undefined => (expiresAtMs === undefined ? undefined : expiresAtMs - awsNowMs);

/** Whether the lease has ended. `awsNowMs` is the time in a response of AWS, since the local clock may be wrong. */
export const isDue = (lease: Lease, awsNowMs: number): boolean => (leftMs(lease, awsNowMs) ?? Infinity) <= 0;
