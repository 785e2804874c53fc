import * as vscode from 'vscode';
import { billsMoney, connectionId, connectionIdLabel } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { shippedRates } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import type { SightedEndpoint } from '../aws/sightings.ts';
import type { Absences } from '../runs/absences.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { foundDetails, ourEndpoints } from '../runs/ourEndpoints.ts';
import type { EndpointStanding, OurEndpoints, TagCache } from '../runs/ourEndpoints.ts';
import type { OpenSession, Session } from '../runs/session.ts';
import { confirmAfterMs } from '../runs/standing.ts';
import { costOf, costSoFarUsd } from './endpointCosts.ts';
import { shortestLeaseText } from './leaseText.ts';
import { distinct, failureLine, failureLines } from './tooltips.ts';
import type { TooltipLine } from './tooltips.ts';

/** Result of one poll. Empty `parts`: there is no endpoint to warn about. */
export interface EndpointLook {
  /** Text parts of the status bar item, most urgent first. */
  readonly parts: readonly string[];
  readonly tooltip: readonly TooltipLine[];
  /** Whether the price of a live endpoint is not in our table. */
  readonly hasUnknownPrice: boolean;
  readonly againAfterMs: number;
  /** Something of it could not be polled. */
  readonly hasFailed?: true;
  /** The endpoints that the parts cover. */
  readonly covered: readonly NamedEndpoint[];
  /** Whether the whole account was searched for unrecorded endpoints. */
  readonly searched: boolean;
}

export type NamedEndpoint = Pick<LedgerEntry, 'connectionId' | 'endpointName'>;

/** How often settled endpoints are polled and the ledger is read: both may change elsewhere. */
const lookAgainAfterMs = 30_000;
const awaitedAgainAfterMs = 5000;

const nothing: EndpointLook = {
  parts: [],
  tooltip: [],
  hasUnknownPrice: false,
  againAfterMs: lookAgainAfterMs,
  covered: [],
  searched: false,
};

export interface LookNeeds {
  readonly openSession: OpenSession;
  readonly ledger: EndpointLedger;
  readonly connection: () => Connection;
  /** What is known of prices; without it, what we ship. */
  readonly prices?: { rates(): Promise<RateBook> };
  /** Monotonic clock in milliseconds, for tests. */
  readonly now?: () => number;
}

export interface LookOptions {
  readonly absences: Absences;
  readonly tags: TagCache;
  /** Also searches a connection that bills for unrecorded endpoints. */
  readonly searches: boolean;
  readonly signal: AbortSignal;
}

/** Polls the recorded endpoints of the current connection; those of other connections come from the record alone. Never throws. */
export async function lookAtEndpoints(needs: LookNeeds, options: LookOptions): Promise<EndpointLook> {
  try {
    const { entries, unreadable } = await needs.ledger.read();
    const current = needs.connection();
    const here = connectionId(current);
    const searches = options.searches && billsMoney(current);
    const mustLook =
      searches || unreadable.length > 0 || entries.some((entry) => entry.connectionId === here);
    const found = mustLook
      ? await lookHere(needs, { ...options, searches }).catch(unknownLook)
      : { ...nothing, searched: options.searches };
    const elsewhere = elsewhereLook(entries.filter((entry) => entry.connectionId !== here));
    const look = [unreadableLook(unreadable), found, elsewhere].reduce(both);
    return { ...look, searched: found.searched, covered: [...found.covered, ...entries] };
  } catch (error) {
    return unknownLook(error);
  }
}

/** The same from the record alone, shown while the connection is being polled. Never throws. */
export async function recordedLook({ ledger, connection }: LookNeeds): Promise<EndpointLook> {
  try {
    const { entries, unreadable } = await ledger.read();
    const here = connectionId(connection());
    const own = entries.filter((entry) => entry.connectionId === here);
    const checking = namesLook(own, {
      part: (count) => vscode.l10n.t('{0}, checking', count),
      line: (names) => vscode.l10n.t('{0}: as recorded, being checked.', names),
    });
    const elsewhere = elsewhereLook(entries.filter((entry) => entry.connectionId !== here));
    return { ...[unreadableLook(unreadable), checking, elsewhere].reduce(both), covered: entries };
  } catch (error) {
    return unknownLook(error);
  }
}

const plain = (text: string): TooltipLine => ({ text });

/** Unknown states are shown, never hidden. */
async function unknownLook(error: unknown): Promise<EndpointLook> {
  return {
    ...nothing,
    parts: [vscode.l10n.t('endpoints unknown')],
    tooltip: [await failureLine(error)],
    hasFailed: true,
  };
}

/** A reason that several endpoints share is said once. */
async function unknownEndpointsLook(standings: readonly EndpointStanding[]): Promise<EndpointLook> {
  const unknown = standings.flatMap((one) => (one.kind === 'unknown' ? [one] : []));
  if (unknown.length === 0) return nothing;
  const names = unknown.map(({ entry }) => entry.endpointName).join(', ');
  return {
    ...nothing,
    parts: [vscode.l10n.t('endpoints unknown')],
    tooltip: [
      plain(vscode.l10n.t('{0}: state unknown.', names)),
      ...(await failureLines(unknown.map(({ error }) => error))),
    ],
    hasFailed: true,
  };
}

function unreadableLook(paths: readonly string[]): EndpointLook {
  if (paths.length === 0) return nothing;
  const tooltip = paths.map((path) =>
    vscode.l10n.t('The record of an endpoint cannot be read, so a live one may be missing here: {0}', path),
  );
  return { ...nothing, parts: [vscode.l10n.t('endpoints unknown')], tooltip: tooltip.map(plain) };
}

/** Endpoints of other connections, shown from the record alone. */
function elsewhereLook(entries: readonly LedgerEntry[]): EndpointLook {
  const lines = [...byConnection(entries)].map(([id, names]) => ({
    part: vscode.l10n.t('{0} on {1}, not checked', countText(names.length), connectionIdLabel(id)),
    line: vscode.l10n.t(
      '{0} on {1}: as recorded, not checked. Switch to this connection to see or delete.',
      names.join(', '),
      connectionIdLabel(id),
    ),
  }));
  return { ...nothing, parts: lines.map(({ part }) => part), tooltip: lines.map(({ line }) => plain(line)) };
}

async function lookHere(
  { openSession, ledger, prices }: LookNeeds,
  { absences, tags, searches, signal }: LookOptions,
): Promise<EndpointLook> {
  const session = await openSession(signal);
  const found = await ourEndpoints(session, ledger, { absences, signal, ...(searches ? { tags } : {}) });
  const living = foundDetails(found.standings);
  const looks = [
    await livingLook(session, living, (await prices?.rates()) ?? shippedRates),
    awaitedLook(entriesOf(found.standings, 'awaited')),
    confirmingLook(session, entriesOf(found.standings, 'confirming')),
    otherAccountLook(entriesOf(found.standings, 'other-account')),
    await unknownEndpointsLook(found.standings),
    await searchLook(found, living.length > 0),
  ];
  const covered = found.standings.map(({ entry }) => entry);
  return { ...looks.reduce(both), covered, searched: searches && !hasMissed(found) };
}

const hasMissed = ({ searchError, hasMore }: OurEndpoints) => searchError !== undefined || hasMore;

const entriesOf = (standings: readonly EndpointStanding[], kind: EndpointStanding['kind']) =>
  standings.filter((one) => one.kind === kind).map(({ entry }) => entry);

async function livingLook(
  session: Session,
  details: readonly SightedEndpoint[],
  rates: RateBook,
): Promise<EndpointLook> {
  if (details.length === 0) return nothing;
  const { connection, pollIntervalMs } = session;
  const { isUnknown } = costOf(connection, details, rates);
  const facts = (some: readonly SightedEndpoint[]) => [
    costOf(connection, some, rates).text,
    ...soFarText(costSoFarUsd(connection, some, rates)),
    ...leaseTexts(some),
  ];
  const lines = details.map((one) => `${one.endpointName}: ${[one.status, ...facts([one])].join(', ')}`);
  const isMoving = details.some(({ status }) => !/^(InService|Failed|OutOfService)$/.test(status));
  return {
    ...nothing,
    parts: [countText(details.length), ...facts(details)],
    tooltip: [...lines.map(plain), ...(await failureLines(details.flatMap(({ unread = [] }) => unread)))],
    hasUnknownPrice: isUnknown,
    againAfterMs: isMoving ? pollIntervalMs : lookAgainAfterMs,
  };
}

const soFarText = (usd: number | undefined): readonly string[] =>
  usd === undefined || usd === 0 ? [] : [vscode.l10n.t('${0} so far', usd.toFixed(2))];

/** Of the lease that ends first. */
function leaseTexts(endpoints: readonly SightedEndpoint[]): readonly string[] {
  const text = shortestLeaseText(endpoints);
  return text === undefined ? [] : [text];
}

interface Words {
  readonly part: (count: string) => string;
  readonly line: (names: string) => string;
}

function namesLook(entries: readonly LedgerEntry[], { part, line }: Words): EndpointLook {
  if (entries.length === 0) return nothing;
  const names = entries.map(({ endpointName }) => endpointName).join(', ');
  return { ...nothing, parts: [part(countText(entries.length))], tooltip: [plain(line(names))] };
}

const awaitedLook = (entries: readonly LedgerEntry[]): EndpointLook => ({
  ...namesLook(entries, {
    part: (count) => vscode.l10n.t('{0} requested, not seen yet', count),
    line: (names) => vscode.l10n.t('{0}: was requested and may still appear.', names),
  }),
  ...(entries.length > 0 ? { againAfterMs: awaitedAgainAfterMs } : {}),
});

const confirmingLook = (session: Session, entries: readonly LedgerEntry[]): EndpointLook => ({
  ...namesLook(entries, {
    part: (count) => vscode.l10n.t('{0} gone, confirming', count),
    line: (names) => vscode.l10n.t('{0}: reported as gone, being confirmed.', names),
  }),
  ...(entries.length > 0 ? { againAfterMs: confirmAfterMs(session) } : {}),
});

/** The profile may be signed in to another account than the one that is billed. */
function otherAccountLook(entries: readonly LedgerEntry[]): EndpointLook {
  const accountIds = new Set(entries.map(({ account }) => account?.accountId ?? ''));
  return [...accountIds]
    .map((accountId) =>
      namesLook(
        entries.filter(({ account }) => (account?.accountId ?? '') === accountId),
        {
          part: (count) => vscode.l10n.t('{0} in account {1}, not checked', count, accountId),
          line: (names) =>
            vscode.l10n.t(
              '{0}: as recorded in account {1}. This connection is signed in to another account; sign in to that one to see or delete.',
              names,
              accountId,
            ),
        },
      ),
    )
    .reduce(both, nothing);
}

/** Beside live endpoints, a failed search for others is only a tooltip line. */
async function searchLook({ searchError, hasMore }: OurEndpoints, isWarning: boolean): Promise<EndpointLook> {
  if (searchError === undefined) return hasMore ? { ...nothing, againAfterMs: awaitedAgainAfterMs } : nothing;
  const look = await unknownLook(searchError);
  return isWarning ? { ...look, parts: [] } : look;
}

function both(a: EndpointLook, b: EndpointLook): EndpointLook {
  return {
    parts: [...a.parts, ...b.parts.filter((part) => !a.parts.includes(part))],
    tooltip: distinct([...a.tooltip, ...b.tooltip]),
    hasUnknownPrice: a.hasUnknownPrice || b.hasUnknownPrice,
    againAfterMs: Math.min(a.againAfterMs, b.againAfterMs),
    ...(a.hasFailed === true || b.hasFailed === true ? { hasFailed: true } : {}),
    covered: [...a.covered, ...b.covered],
    searched: a.searched && b.searched,
  };
}

export const countText = (count: number) =>
  count === 1 ? vscode.l10n.t('1 endpoint') : vscode.l10n.t('{0} endpoints', count);

/** Names of recorded endpoints, by connection id. */
export function byConnection(entries: readonly LedgerEntry[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const { connectionId: id, endpointName } of entries)
    groups.set(id, [...(groups.get(id) ?? []), endpointName]);
  return groups;
}
