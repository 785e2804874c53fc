import type { Sighting } from '../aws/sightings.ts';
import type { Absences } from './absences.ts';
import { accountInArn } from '../aws/identity.ts';
import { laterState } from '../guard/journal/ledger.ts';
import type { Ledger, Recorded } from '../guard/journal/ledger.ts';
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
      isElsewhere(account, { ...before, region: session.region })
    )
      return { kind: 'other-account', entry };
    const sighting = await sight();
    if (sighting.kind === 'found') {
      absences.clear(key);
      return { kind: 'found', entry, details: sighting.details };
    }
    if (account !== undefined && sighting.account !== undefined && isElsewhere(account, sighting.account))
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

/** Whether two accounts differ, or their regions. */
export const isElsewhere = (a: NonNullable<Recorded['account']>, b: NonNullable<Recorded['account']>) =>
  a.accountId !== b.accountId || a.region !== b.region;

/** Whether what the service describes belongs to another account than the recorded resource. */
export function isOfOtherAccount({ account }: Recorded, { arn }: Pick<SeenFacts, 'arn'>): boolean {
  const place = accountInArn(arn);
  return account !== undefined && place !== undefined && isElsewhere(account, place);
}

/** Whether what the service describes is the recorded resource: neither another account's nor a later one of its name. */
export const isRecorded = (entry: Recorded, facts: SeenFacts): boolean =>
  !isOfOtherAccount(entry, facts) &&
  (entry.createdAtMs === undefined || entry.createdAtMs === facts.createdAt);

/** What a look says about a resource that the journal keeps. */
export interface SeenFacts {
  readonly arn: string;
  /** CreationTime, milliseconds since 1970. */
  readonly createdAt: number;
}

/** The entry with state 'seen', its account, and what tells it from a later one of its name; the same object when nothing changed. */
export async function seen<Entry extends Recorded>(
  entry: Entry,
  { arn, createdAt }: SeenFacts,
  session: Pick<Session, 'identity' | 'region'>,
): Promise<Entry> {
  const account = entry.account ?? (await accountOf(session));
  const state = entry.state === 'requested' ? 'seen' : entry.state;
  const isNamed = entry.arn !== undefined && entry.createdAtMs !== undefined;
  if (state === entry.state && account === entry.account && isNamed) return entry;
  const name = isNamed ? {} : { arn, createdAtMs: createdAt };
  return { ...entry, ...name, state, ...(account === undefined ? {} : { account }) };
}

/**
 * Adds what a look has found out, `now`, to the record of `entry`, beside what other windows have written there since it was read. One
 * that they have removed stays removed.
 */
export async function keepSeen<Entry extends Recorded>(
  ledger: Pick<Ledger<Entry>, 'change' | 'forget' | 'keyOf'>,
  entry: Entry,
  now: Entry,
): Promise<Entry> {
  const isMoved = ledger.keyOf(now) !== ledger.keyOf(entry);
  const { arn, createdAtMs, account, instanceType, instanceCount } = now;
  const kept = await ledger.change(now, (current) => {
    if (current === undefined) return isMoved ? now : undefined;
    const found = { arn, createdAtMs, account, instanceType, instanceCount };
    return { ...found, ...current, state: laterState(now, current) };
  });
  if (isMoved) await ledger.forget(entry);
  return kept ?? now;
}

/** Who requests a resource, and where, for its record; nothing when STS fails. */
export async function callerOf(
  { identity, region }: Pick<Session, 'identity' | 'region'>,
  signal?: AbortSignal,
): Promise<Pick<Recorded, 'account' | 'owner'>> {
  const found = await identity(signal).catch(() => undefined);
  return found === undefined ? {} : { account: { accountId: found.accountId, region }, owner: found.arn };
}

/** Account and region of a session; undefined when STS fails. */
export async function accountOf(
  session: Pick<Session, 'identity' | 'region'>,
  signal?: AbortSignal,
): Promise<Recorded['account']> {
  return (await callerOf(session, signal)).account;
}
