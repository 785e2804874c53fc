import { billsMoney, connectionId, connectionIdBills, parseConnectionId } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { blockOf, waitsForUser } from '../aws/connections/state.ts';
import type { RateBook } from '../aws/costs.ts';
import type { Absences } from '../runs/absences.ts';
import { endpointsOf } from '../runs/connectionEndpoints.ts';
import type { ConnectionEndpoints, OthersCache } from '../runs/connectionEndpoints.ts';
import type { ConnectionStates } from '../runs/connectionStates.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { TagCache } from '../runs/ourEndpoints.ts';
import { foundDetails } from '../runs/ourEndpoints.ts';
import type { Session, Sessions } from '../runs/session.ts';
import { confirmAfterMs } from '../runs/standing.ts';

/** What is known of the endpoints of one connection. */
export type ConnectionLook =
  /** From the record alone: while it is being polled, or because it is not. */
  | { readonly kind: 'recorded'; readonly isPolled: boolean; readonly entries: readonly LedgerEntry[] }
  | { readonly kind: 'unknown'; readonly entries: readonly LedgerEntry[]; readonly error: unknown }
  | { readonly kind: 'seen'; readonly connection: Connection; readonly found: ConnectionEndpoints };

/** How often settled endpoints are polled and the ledger is read: both may change elsewhere. */
export const lookAgainAfterMs = 30_000;
const awaitedAgainAfterMs = 5000;

export interface LookNeeds {
  readonly sessionOf: Sessions['of'];
  readonly ledger: EndpointLedger;
  readonly connection: () => Connection;
  /** Ids of connections that this workspace has used. */
  readonly seenConnections?: () => readonly string[];
  readonly states: Pick<ConnectionStates, 'of' | 'onDidChange'>;
  /** What is known of prices; without it, what we ship. */
  readonly prices?: { rates(): Promise<RateBook> };
  /** Monotonic clock in milliseconds, for tests. */
  readonly now?: () => number;
}

/** Kept between polls. */
export interface LookMemory {
  readonly absences: Absences;
  readonly tags: TagCache;
  readonly others: OthersCache;
  readonly now: () => number;
}

interface LookOptions {
  readonly entries: readonly LedgerEntry[];
  readonly memory: LookMemory;
  /** Also searches a connection that bills for unrecorded endpoints. */
  readonly searches: boolean;
  /** Calls even where the user has to sign in first. */
  readonly probes: boolean;
  readonly signal: AbortSignal;
}

/**
 * Ids of the connections that may bill, the current one first. Local is watched only while it is in use: a look would start its server,
 * and it costs nothing.
 */
export function watchedConnections(
  { connection, seenConnections }: Pick<LookNeeds, 'connection' | 'seenConnections'>,
  entries: readonly LedgerEntry[],
): readonly string[] {
  const elsewhere = [...entries.map((entry) => entry.connectionId), ...(seenConnections?.() ?? [])];
  return [...new Set([connectionId(connection()), ...elsewhere.filter(connectionIdBills)])];
}

/** One look at one connection, and the delay until the next one is worth while. Never throws. */
export async function lookAtConnection(
  id: string,
  { sessionOf, ledger, states }: LookNeeds,
  { entries, memory, searches, probes, signal }: LookOptions,
): Promise<{ readonly look: ConnectionLook; readonly againAfterMs: number }> {
  const state = states.of(id);
  const block = blockOf(state);
  if (block !== undefined && waitsForUser(state) && !probes) return unknown(entries, block.failure);
  try {
    const session = await sessionOf(id)(signal);
    const isSearched = searches && billsMoney(session.connection);
    const search = { ...memory, signal };
    const found = isSearched
      ? await endpointsOf(session, ledger, search)
      : await endpointsOf(session, ledger, { ...search, tags: undefined });
    return {
      look: { kind: 'seen', connection: session.connection, found },
      againAfterMs: againAfterMs(session, found),
    };
  } catch (error) {
    return unknown(entries, error);
  }
}

const unknown = (entries: readonly LedgerEntry[], error: unknown) => ({
  look: { kind: 'unknown' as const, entries, error },
  againAfterMs: lookAgainAfterMs,
});

function againAfterMs(session: Session, { own, hasMore }: ConnectionEndpoints): number {
  const isMoving = foundDetails(own).some(({ status }) => !/^(InService|Failed|OutOfService)$/.test(status));
  const waits = [
    lookAgainAfterMs,
    ...(isMoving ? [session.pollIntervalMs] : []),
    ...(hasMore || own.some(({ kind }) => kind === 'awaited') ? [awaitedAgainAfterMs] : []),
    ...(own.some(({ kind }) => kind === 'confirming') ? [confirmAfterMs(session)] : []),
  ];
  return waits.reduce((soonest, ms) => Math.min(soonest, ms));
}

/** Without anything recorded and without a search, nothing can have changed but what the last search found. */
export const unsearchedLook = (id: string, before: ConnectionLook | undefined): ConnectionLook => {
  const connection = parseConnectionId(id);
  if (connection === undefined) return { kind: 'recorded', isPolled: false, entries: [] };
  if (before?.kind === 'unknown') return { ...before, entries: [] };
  const others = before?.kind === 'seen' ? before.found : nothingFound;
  return { kind: 'seen', connection, found: { ...others, own: [] } };
};

const nothingFound: ConnectionEndpoints = { own: [], others: [], searchError: undefined, hasMore: false };

/** A look without a search, with what the search before it found beyond the record. */
export function withSearchOf(look: ConnectionLook, before: ConnectionLook | undefined): ConnectionLook {
  if (look.kind !== 'seen' || before?.kind !== 'seen') return look;
  const { others, searchError, hasMore } = before.found;
  const names = new Set(look.found.others.map(({ endpointName }) => endpointName));
  const kept = others.filter(({ endpointName }) => !names.has(endpointName));
  return { ...look, found: { ...look.found, others: [...look.found.others, ...kept], searchError, hasMore } };
}

/** Whether anything of it could not be polled. */
export const hasFailed = (look: ConnectionLook): boolean =>
  look.kind === 'unknown' ||
  (look.kind === 'seen' &&
    (look.found.searchError !== undefined || look.found.own.some(({ kind }) => kind === 'unknown')));

/** Names of the endpoints that a look is about. */
export function namesIn(look: ConnectionLook): ReadonlySet<string> {
  if (look.kind !== 'seen') return new Set(look.entries.map(({ endpointName }) => endpointName));
  const { own, others } = look.found;
  return new Set([
    ...own.map(({ entry }) => entry.endpointName),
    ...others.map(({ endpointName }) => endpointName),
  ]);
}
