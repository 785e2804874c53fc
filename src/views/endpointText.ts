import * as vscode from 'vscode';
import { connectionIdLabel } from '../aws/connections/types.ts';
import { shippedRates } from '../aws/costs.ts';
import type { RateBook } from '../aws/costs.ts';
import type { SightedEndpoint } from '../aws/sightings.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { OtherEndpoint } from '../runs/connectionEndpoints.ts';
import { foundDetails } from '../runs/ourEndpoints.ts';
import type { EndpointStanding } from '../runs/ourEndpoints.ts';
import { costSoFarUsd, shortCostOf, soFarTexts } from './endpointCosts.ts';
import type { Placed } from './endpointCosts.ts';
import type { ConnectionLook } from './endpointLook.ts';
import type { KnownEndpoints } from './endpointWatch.ts';
import { overdueMs, shortestLeaseText } from './leaseText.ts';
import { distinct, failureLine, failureLines } from './tooltips.ts';
import type { TooltipLine } from './tooltips.ts';

/** What the status bar shows of endpoints. Empty `parts`: there is none. */
export interface EndpointText {
  /** A deletion that failed, then what is ours, then the rest: the status bar cuts off a long text. */
  readonly parts: readonly string[];
  readonly tooltip: readonly TooltipLine[];
  /** Whether the price of a live endpoint is not in our table. */
  readonly hasUnknownPrice: boolean;
  /** 'notice': nothing of this user's is known to be billed. */
  readonly level: 'notice' | 'warning' | 'error';
}

/** A keeper that works ends a lease within this time. */
const overdueAfterMs = 6 * 60_000;

interface LookOf<Kind extends ConnectionLook['kind']> {
  readonly id: string;
  readonly isCurrent: boolean;
  readonly look: Extract<ConnectionLook, { readonly kind: Kind }>;
}

/** `undeletable`: names of endpoints that could not be deleted. */
export async function endpointText(
  { looks, current, unreadable, recordError }: KnownEndpoints,
  undeletable: readonly string[],
  rates: RateBook = shippedRates,
): Promise<EndpointText> {
  const all = [...looks].map(([id, look]) => ({ id, isCurrent: id === current, look }));
  const seen = all.flatMap(({ look, ...one }) => (look.kind === 'seen' ? [{ ...one, look }] : []));
  const own = seen.flatMap(({ look }) => placed(look, foundDetails(look.found.own)));
  const others = seen.flatMap(({ look }) => placed(look, look.found.others.map(withInstances)));
  const standings = seen.flatMap(({ look, isCurrent, id }) =>
    look.found.own.map((standing) => ({ standing, place: placeText(isCurrent, id) })),
  );
  const failed = undeletable.map((name) => vscode.l10n.t('deleting {0} failed', name));
  const isUnknown = unreadable.length > 0 || recordError !== undefined;
  const unknownPlaces = all.filter(({ look }) => isUnknownAt(look));
  const unknown = new Set([
    ...(isUnknown ? [vscode.l10n.t('endpoints unknown')] : []),
    ...unknownParts(unknownPlaces),
  ]);
  const parts = [
    ...failed,
    ...livingParts(own, rates),
    ...recordedParts(all),
    ...standingParts(standings),
    ...unknown,
    ...othersParts(others, rates),
  ];
  const isOverdue = own.some(({ endpoint }) => overdueMs(endpoint) > overdueAfterMs);
  const isWarning =
    standings.length > 0 ||
    isUnknown ||
    all.some((one) => recordedIn(one.look) || (one.isCurrent && isUnknownAt(one.look)));
  return {
    parts,
    tooltip: await tooltipLines(all, rates, { unreadable, recordError }),
    hasUnknownPrice: shortCostOf(own, rates).isUnknown && own.length > 0,
    level: failed.length > 0 || isOverdue ? 'error' : isWarning ? 'warning' : 'notice',
  };
}

const placed = <Endpoint>(
  { connection }: LookOf<'seen'>['look'],
  endpoints: readonly Endpoint[],
): readonly Placed<Endpoint>[] => endpoints.map((endpoint) => ({ connection, endpoint }));

/** An endpoint whose configuration was not read has an unknown price. */
const withInstances = (one: OtherEndpoint) => ({
  ...one,
  instanceType: one.details?.instanceType ?? '',
  instanceCount: one.details?.instanceCount ?? 1,
  guard: one.details?.guard,
});

/** Each other connection by name, or how many there are: the status bar is short. */
function unknownParts(
  places: readonly { readonly id: string; readonly isCurrent: boolean }[],
): readonly string[] {
  const elsewhere = places.filter(({ isCurrent }) => !isCurrent);
  const [first] = elsewhere;
  return [
    ...(elsewhere.length < places.length ? [vscode.l10n.t('endpoints unknown')] : []),
    ...(elsewhere.length > 1
      ? [vscode.l10n.t('endpoints unknown on {0} connections', elsewhere.length)]
      : first === undefined
        ? []
        : [vscode.l10n.t('endpoints unknown on {0}', connectionIdLabel(first.id))]),
  ];
}

const isUnknownAt = (look: ConnectionLook): boolean =>
  look.kind === 'unknown' ||
  (look.kind === 'seen' &&
    (look.found.own.some(({ kind }) => kind === 'unknown') ||
      // Beside live endpoints, a failed search for others is only a tooltip line.
      (look.found.searchError !== undefined && foundDetails(look.found.own).length === 0)));

const recordedIn = (look: ConnectionLook): boolean => look.kind !== 'seen' && look.entries.length > 0;

const placeText = (isCurrent: boolean, id: string): string | undefined =>
  isCurrent ? undefined : connectionIdLabel(id);

function livingParts(own: readonly Placed<SightedEndpoint>[], rates: RateBook): readonly string[] {
  if (own.length === 0) return [];
  const endpoints = own.map(({ endpoint }) => endpoint);
  const lease = shortestLeaseText(endpoints);
  const failed = endpoints.filter(({ status }) => status === 'Failed').length;
  return [
    countText(own.length),
    shortCostOf(own, rates).text,
    ...soFarTexts(costSoFarUsd(own, rates)),
    ...(lease === undefined ? [] : [lease]),
    ...(failed === 0 ? [] : [vscode.l10n.t('{0} Failed', failed)]),
  ];
}

/** Of connections that were not polled yet, or are not. */
function recordedParts(
  all: readonly { id: string; isCurrent: boolean; look: ConnectionLook }[],
): readonly string[] {
  return all.flatMap(({ id, isCurrent, look }) => {
    if (look.kind !== 'recorded' || look.entries.length === 0) return [];
    const count = countText(look.entries.length);
    if (!look.isPolled) return [vscode.l10n.t('{0} on {1}, not checked', count, connectionIdLabel(id))];
    return [
      isCurrent
        ? vscode.l10n.t('{0}, checking', count)
        : vscode.l10n.t('{0} on {1}, checking', count, connectionIdLabel(id)),
    ];
  });
}

function standingParts(
  all: readonly { standing: EndpointStanding; place: string | undefined }[],
): readonly string[] {
  const count = (kind: EndpointStanding['kind']) =>
    all.filter(({ standing }) => standing.kind === kind).length;
  const [awaited, confirming] = [count('awaited'), count('confirming')];
  const accounts = new Map<string, number>();
  for (const { standing } of all)
    if (standing.kind === 'other-account') {
      const accountId = standing.entry.account?.accountId ?? '';
      accounts.set(accountId, (accounts.get(accountId) ?? 0) + 1);
    }
  return [
    ...(awaited === 0 ? [] : [vscode.l10n.t('{0} requested, not seen yet', countText(awaited))]),
    ...(confirming === 0 ? [] : [vscode.l10n.t('{0} gone, confirming', countText(confirming))]),
    ...[...accounts].map(([accountId, some]) =>
      vscode.l10n.t('{0} in account {1}, not checked', countText(some), accountId),
    ),
  ];
}

function othersParts(
  others: readonly Placed<ReturnType<typeof withInstances>>[],
  rates: RateBook,
): readonly string[] {
  if (others.length === 0) return [];
  return [
    others.length === 1 ? vscode.l10n.t('1 not yours') : vscode.l10n.t('{0} not yours', others.length),
    shortCostOf(others, rates).text,
  ];
}

async function tooltipLines(
  all: readonly { id: string; isCurrent: boolean; look: ConnectionLook }[],
  rates: RateBook,
  { unreadable, recordError }: Pick<KnownEndpoints, 'unreadable' | 'recordError'>,
): Promise<readonly TooltipLine[]> {
  const lines = await Promise.all(all.map(({ look }) => linesOf(look, rates)));
  const filled = all.flatMap(({ id }, index) => {
    const own = lines[index] ?? [];
    return own.length === 0 ? [] : [{ id, own }];
  });
  const isGrouped = filled.length > 1 || filled.some(({ id }) => id !== all[0]?.id);
  return distinct([
    ...(recordError === undefined ? [] : [await failureLine(recordError)]),
    ...unreadable.map((path) =>
      plain(
        vscode.l10n.t(
          'The record of an endpoint cannot be read, so a live one may be missing here: {0}',
          path,
        ),
      ),
    ),
    ...filled.flatMap(({ id, own }) => [...(isGrouped ? [plain(`${connectionIdLabel(id)}:`)] : []), ...own]),
  ]);
}

const plain = (text: string): TooltipLine => ({ text });

async function linesOf(look: ConnectionLook, rates: RateBook): Promise<readonly TooltipLine[]> {
  switch (look.kind) {
    case 'recorded':
      return recordedLines(look);
    case 'unknown':
      return [
        ...(look.entries.length === 0 ? [] : [unknownLine(look.entries)]),
        await failureLine(look.error),
      ];
    case 'seen':
      return seenLines(look, rates);
  }
}

function recordedLines({ entries, isPolled }: LookOf<'recorded'>['look']): readonly TooltipLine[] {
  if (entries.length === 0) return [];
  const names = namesText(entries);
  return [
    plain(
      isPolled
        ? vscode.l10n.t('{0}: as recorded, being checked.', names)
        : vscode.l10n.t('{0}: as recorded, not checked. Switch to this connection to see or delete.', names),
    ),
  ];
}

const namesText = (entries: readonly LedgerEntry[]) =>
  entries.map(({ endpointName }) => endpointName).join(', ');

const unknownLine = (entries: readonly LedgerEntry[]) =>
  plain(vscode.l10n.t('{0}: state unknown.', namesText(entries)));

async function seenLines(
  { connection, found }: LookOf<'seen'>['look'],
  rates: RateBook,
): Promise<readonly TooltipLine[]> {
  const { own, others, searchError } = found;
  const living = own.flatMap((one) => (one.kind === 'found' ? [one] : []));
  const unknown = own.flatMap((one) => (one.kind === 'unknown' ? [one] : []));
  const costs = (details: SightedEndpoint) => {
    const one = [{ connection, endpoint: details }];
    return [shortCostOf(one, rates).text, ...soFarTexts(costSoFarUsd(one, rates))];
  };
  return [
    ...living.map(({ details, entry }) => {
      const lease = shortestLeaseText([details]);
      const facts = [details.status, ...costs(details), ...(lease === undefined ? [] : [lease])];
      return plain(`${details.endpointName}: ${[...facts, ...deletionTexts(entry, details)].join(', ')}`);
    }),
    ...standingLines(own),
    ...(unknown.length === 0 ? [] : [unknownLine(unknown.map(({ entry }) => entry))]),
    ...others.map(({ endpointName, status, details }) =>
      plain(
        vscode.l10n.t(
          '{0}, not yours: {1}',
          endpointName,
          [status, ...(details === undefined ? [vscode.l10n.t('price unknown')] : costs(details))].join(', '),
        ),
      ),
    ),
    ...(await failureLines([
      ...living.flatMap(({ details }) => details.unread ?? []),
      ...unknown.map(({ error }) => error),
      ...others.flatMap(({ details }) => details?.unread ?? []),
      ...(searchError === undefined ? [] : [searchError]),
    ])),
  ];
}

/** A deletion that waits for its turn, or for SageMaker to allow it. */
const deletionTexts = ({ deletion }: LedgerEntry, { status }: SightedEndpoint): readonly string[] =>
  deletion?.left[0]?.kind === 'endpoint' && status !== 'Deleting' ? [vscode.l10n.t('to be deleted')] : [];

function standingLines(own: readonly EndpointStanding[]): readonly TooltipLine[] {
  const of = (kind: EndpointStanding['kind']) =>
    own.filter((one) => one.kind === kind).map(({ entry }) => entry);
  const [awaited, confirming] = [of('awaited'), of('confirming')];
  return [
    ...(awaited.length === 0
      ? []
      : [plain(vscode.l10n.t('{0}: was requested and may still appear.', namesText(awaited)))]),
    ...(confirming.length === 0
      ? []
      : [plain(vscode.l10n.t('{0}: reported as gone, being confirmed.', namesText(confirming)))]),
    ...of('other-account').map((entry) =>
      plain(
        vscode.l10n.t(
          '{0}: as recorded in account {1}. This connection is signed in to another account; sign in to that one to see or delete.',
          entry.endpointName,
          entry.account?.accountId ?? '',
        ),
      ),
    ),
  ];
}

export const countText = (count: number) =>
  count === 1 ? vscode.l10n.t('1 endpoint') : vscode.l10n.t('{0} endpoints', count);
