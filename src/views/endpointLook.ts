import * as vscode from 'vscode';
import { connectionId, connectionIdLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import type { EndpointDetails } from '../aws/endpoints.ts';
import { explain } from '../platform/messages.ts';
import type { EndpointLedger, LedgerEntry } from '../runs/endpointLedger.ts';
import { livingEndpoints } from '../runs/livingEndpoints.ts';
import type { OpenSession, Session } from '../runs/session.ts';
import { costOf } from './endpointCosts.ts';

/** What one look found. Without parts there is no endpoint to warn of. */
export interface EndpointLook {
  /** Of the status bar, most urgent first. */
  readonly parts: readonly string[];
  readonly tooltip: readonly string[];
  /** The price of a living endpoint is not in our table. */
  readonly hasUnknownPrice: boolean;
  readonly againAfterMs: number | undefined;
  /** Of the ledger: endpoints that were there, or long asked for, and are not. */
  readonly gone: readonly LedgerEntry[];
  /** Living endpoints of the connection that was looked at. */
  readonly seen: readonly NamedEndpoint[];
  /** Of any connection. */
  readonly recorded: readonly NamedEndpoint[];
}

export type NamedEndpoint = Pick<LedgerEntry, 'connectionId' | 'endpointName'>;

/** How often a live endpoint is looked at again: it may be deleted elsewhere. */
const lookAgainAfterMs = 30_000;
/** A recorded endpoint that is not listed may be one that is just being asked for. */
const forgetAfterMs = 10 * 60_000;
const pendingAgainAfterMs = 5000;

const nothing: EndpointLook = {
  parts: [],
  tooltip: [],
  hasUnknownPrice: false,
  againAfterMs: undefined,
  gone: [],
  seen: [],
  recorded: [],
};

export interface LookNeeds {
  readonly openSession: OpenSession;
  readonly ledger: EndpointLedger;
  readonly connection: () => Connection;
}

/** Looks at the endpoints on record: asks the connection of the moment about its own, and no other. Never throws. */
export async function lookAtEndpoints(
  { openSession, ledger, connection }: LookNeeds,
  wasSeen: (entry: NamedEndpoint) => boolean,
): Promise<EndpointLook> {
  try {
    const { entries, unreadable } = await ledger.read();
    const here = connectionId(connection());
    const elsewhere = elsewhereLook(entries.filter((entry) => entry.connectionId !== here));
    const mustAsk = unreadable.length > 0 || entries.some((entry) => entry.connectionId === here);
    const found = mustAsk
      ? await openSession()
          .then((session) => lookHere(session, entries, wasSeen))
          .catch(unknownLook)
      : nothing;
    return { ...[unreadableLook(unreadable), found, elsewhere].reduce(both), recorded: entries };
  } catch (error) {
    return unknownLook(error);
  }
}

/** What cannot be known is said, never hidden. */
function unknownLook(error: unknown): EndpointLook {
  const parts = [vscode.l10n.t('endpoints unknown')];
  return { ...nothing, parts, tooltip: [explain(error).message], againAfterMs: lookAgainAfterMs };
}

function unreadableLook(paths: readonly string[]): EndpointLook {
  if (paths.length === 0) return nothing;
  const tooltip = paths.map((path) =>
    vscode.l10n.t('A record of an endpoint cannot be read, so one may live that is not shown: {0}', path),
  );
  return {
    ...nothing,
    parts: [vscode.l10n.t('endpoints unknown')],
    tooltip,
    againAfterMs: lookAgainAfterMs,
  };
}

/** Endpoints of other connections, told from the record alone. */
function elsewhereLook(entries: readonly LedgerEntry[]): EndpointLook {
  if (entries.length === 0) return nothing;
  const lines = [...byConnection(entries)].map(([id, names]) => ({
    part: vscode.l10n.t('{0} on {1}, not looked at', countText(names.length), connectionIdLabel(id)),
    line: vscode.l10n.t(
      '{0} on {1}: as recorded, not looked at. Switch to this connection to see or delete.',
      names.join(', '),
      connectionIdLabel(id),
    ),
  }));
  return {
    ...nothing,
    parts: lines.map(({ part }) => part),
    tooltip: lines.map(({ line }) => line),
    againAfterMs: lookAgainAfterMs,
  };
}

async function lookHere(
  session: Session,
  entries: readonly LedgerEntry[],
  wasSeen: (entry: LedgerEntry) => boolean,
): Promise<EndpointLook> {
  const { aws, clients, pollIntervalMs } = session;
  const { ours } = await livingEndpoints(session, entries);
  const names = new Set(ours.map(({ endpointName }) => endpointName));
  const missing = entries.filter(
    (entry) => entry.connectionId === session.connectionId && !names.has(entry.endpointName),
  );
  const isGone = (entry: LedgerEntry) =>
    wasSeen(entry) || Date.now() - Date.parse(entry.recordedAt) > forgetAfterMs;
  const details = await Promise.all(
    ours.map(({ endpointName }) => aws.describeEndpoint(clients, endpointName)),
  );
  const isMoving = ours.some(({ status }) => !/^(InService|Failed|OutOfService)$/.test(status));
  const living = {
    ...livingLook(
      session,
      ours.length,
      details.filter((one) => one !== undefined),
    ),
    gone: missing.filter(isGone),
    seen: ours.map(({ endpointName }) => ({ connectionId: session.connectionId, endpointName })),
    againAfterMs: ours.length === 0 ? undefined : isMoving ? pollIntervalMs : lookAgainAfterMs,
  };
  return both(living, pendingLook(missing.filter((entry) => !isGone(entry))));
}

function livingLook({ connection }: Session, count: number, details: readonly EndpointDetails[]) {
  if (count === 0) return nothing;
  const { text, isUnknown } = costOf(connection, details);
  const lines = details.map((one) => `${one.endpointName}: ${one.status}, ${costOf(connection, [one]).text}`);
  return { ...nothing, parts: [countText(count), text], tooltip: lines, hasUnknownPrice: isUnknown };
}

/** Asked for, and not listed: what was cut off may still come. */
function pendingLook(entries: readonly LedgerEntry[]): EndpointLook {
  if (entries.length === 0) return nothing;
  const names = entries.map(({ endpointName }) => endpointName).join(', ');
  return {
    ...nothing,
    parts: [vscode.l10n.t('{0} asked for, not seen yet', countText(entries.length))],
    tooltip: [vscode.l10n.t('{0}: was asked for and may still appear.', names)],
    againAfterMs: pendingAgainAfterMs,
  };
}

function both(a: EndpointLook, b: EndpointLook): EndpointLook {
  const soonest = Math.min(a.againAfterMs ?? Infinity, b.againAfterMs ?? Infinity);
  return {
    parts: [...a.parts, ...b.parts.filter((part) => !a.parts.includes(part))],
    tooltip: [...a.tooltip, ...b.tooltip],
    hasUnknownPrice: a.hasUnknownPrice || b.hasUnknownPrice,
    againAfterMs: soonest === Infinity ? undefined : soonest,
    gone: [...a.gone, ...b.gone],
    seen: [...a.seen, ...b.seen],
    recorded: [...a.recorded, ...b.recorded],
  };
}

export const countText = (count: number) =>
  count === 1 ? vscode.l10n.t('1 endpoint') : vscode.l10n.t('{0} endpoints', count);

/** Names of recorded endpoints by the id of their connection. */
export function byConnection(entries: readonly LedgerEntry[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const { connectionId: id, endpointName } of entries)
    groups.set(id, [...(groups.get(id) ?? []), endpointName]);
  return groups;
}
