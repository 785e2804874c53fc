import type { Sighting } from '../aws/sightings.ts';
import type { Absences } from './absences.ts';
import type { Recorded } from './ledger.ts';
import type { Session } from './session.ts';

/** State of a recorded resource after a poll of its connection. */
export type Standing<Entry, Details> =
  | { readonly kind: 'found'; readonly entry: Entry; readonly details: Details }
  /** Requested and not found so far: the request may still succeed. */
  | { readonly kind: 'awaited'; readonly entry: Entry }
  /** Reported missing, but not yet confirmed. */
  | { readonly kind: 'confirming'; readonly entry: Entry }
  | { readonly kind: 'gone'; readonly entry: Entry }
  /** The connection is signed in to another account, whose responses prove nothing. */
  | { readonly kind: 'other-account'; readonly entry: Entry }
  | { readonly kind: 'unknown'; readonly entry: Entry; readonly error: unknown };

/** Number of polls between two "not found" responses that together prove that a resource is gone. */
const confirmAfterPolls = 4;
/**
 * How long a requested resource that was never seen is polled for. A signed request expires after 5 minutes, and a new resource may
 * become visible a little late.
 */
const requestLifetimeMs = 15 * 60_000;

export const confirmAfterMs = ({ pollIntervalMs }: Pick<Session, 'pollIntervalMs'>): number =>
  confirmAfterPolls * pollIntervalMs;

export interface Look<Details> {
  readonly session: Pick<Session, 'identity' | 'region' | 'pollIntervalMs'>;
  readonly absences: Absences;
  readonly sight: () => Promise<Sighting<Details>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Polls one recorded resource. It is gone only when its own account has reported it missing twice, some time apart; responses of an
 * unknown or another account and failures prove nothing. Never throws.
 */
export async function standingOf<Entry extends Recorded, Details>(
  entry: Entry,
  key: string,
  { session, absences, sight, signal }: Look<Details>,
): Promise<Standing<Entry, Details>> {
  const { account } = entry;
  try {
    const before = await session.identity(signal).catch(() => undefined);
    if (
      account !== undefined &&
      before !== undefined &&
      isOther(account, { ...before, region: session.region })
    )
      return { kind: 'other-account', entry };
    const sighting = await sight();
    if (sighting.kind === 'found') {
      absences.clear(key);
      return { kind: 'found', entry, details: sighting.details };
    }
    if (account !== undefined && sighting.account !== undefined && isOther(account, sighting.account))
      return { kind: 'other-account', entry };
    const after = await session.identity(signal);
    if (before?.accountId !== after.accountId) return { kind: 'confirming', entry };
    const isSeen = entry.state === 'seen';
    if (absences.confirm(key, isSeen ? confirmAfterMs(session) : requestLifetimeMs))
      return { kind: 'gone', entry };
    return { kind: isSeen ? 'confirming' : 'awaited', entry };
  } catch (error) {
    return { kind: 'unknown', entry, error };
  }
}

const isOther = (a: NonNullable<Recorded['account']>, b: NonNullable<Recorded['account']>) =>
  a.accountId !== b.accountId || a.region !== b.region;

/** The entry with state 'seen' and its account; the same object when nothing changed. */
export async function seen<Entry extends Recorded>(
  entry: Entry,
  session: Pick<Session, 'identity' | 'region'>,
): Promise<Entry> {
  const account = entry.account ?? (await accountOf(session));
  const state = entry.state === 'requested' ? 'seen' : entry.state;
  if (state === entry.state && account === entry.account) return entry;
  return { ...entry, state, ...(account === undefined ? {} : { account }) };
}

/** Account and region of a session; undefined when STS fails. */
export async function accountOf(
  { identity, region }: Pick<Session, 'identity' | 'region'>,
  signal?: AbortSignal,
): Promise<Recorded['account']> {
  const found = await identity(signal).catch(() => undefined);
  return found && { accountId: found.accountId, region };
}
