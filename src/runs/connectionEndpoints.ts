import { billsMoney } from '../aws/connections/types.ts';
import type { EndpointSummary } from '../aws/endpoints.ts';
import type { SightedEndpoint } from '../aws/sightings.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { namesAnother } from '../guard/leases/ownership.ts';
import { ourEndpoints } from './ourEndpoints.ts';
import type { EndpointSearch, EndpointStanding, OurEndpoints } from './ourEndpoints.ts';
import type { Session } from './session.ts';
import { callerOf } from './standing.ts';

/** An endpoint of another user or tool; without details where they were not read. */
export interface OtherEndpoint extends EndpointSummary {
  readonly details: SightedEndpoint | undefined;
}

/** What exists on a connection. */
export interface ConnectionEndpoints extends Pick<OurEndpoints, 'searchError' | 'hasMore'> {
  /** Recorded, or ours by their tags. */
  readonly own: readonly EndpointStanding[];
  /** Of other users and tools; newest first. */
  readonly others: readonly OtherEndpoint[];
}

/** Details of endpoints that are not ours, by ARN, creation time and status. */
export type OthersCache = Map<string, { readonly details: SightedEndpoint; readonly readAtMs: number }>;

interface WholeSearch extends EndpointSearch {
  readonly others: OthersCache;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** Others' endpoints that one look describes, with three calls each. */
const mostDescribed = 20;
/** Their configuration may be replaced. */
const describeAgainAfterMs = 15 * 60_000;

/** Looks at the endpoints of a connection as `ourEndpoints` does, and at what else its account has. */
export async function endpointsOf(
  session: Session,
  ledger: EndpointLedger,
  search: WholeSearch,
): Promise<ConnectionEndpoints> {
  const found = await ourEndpoints(session, ledger, search);
  const isTheirs = await theirs(session, found.standings, search.signal);
  const tagged = found.standings.flatMap((one) =>
    one.kind === 'found' && isTheirs(one.details, one.entry)
      ? [{ ...one.details, details: one.details }]
      : [],
  );
  const others = await described(session, found.others, search);
  const names = new Set(tagged.map(({ endpointName }) => endpointName));
  return {
    own: found.standings.filter(({ entry }) => !names.has(entry.endpointName)),
    others: [...tagged, ...others].toSorted((a, b) => b.createdAt - a.createdAt),
    searchError: found.searchError,
    hasMore: found.hasMore,
  };
}

/** Local has one user. */
async function theirs(
  session: Session,
  standings: readonly EndpointStanding[],
  signal: AbortSignal | undefined,
): Promise<(details: SightedEndpoint, entry: LedgerEntry) => boolean> {
  const mayBeTheirs = billsMoney(session.connection) && standings.some(({ kind }) => kind === 'found');
  const { owner: callerArn } = mayBeTheirs ? await callerOf(session, signal) : {};
  return ({ guard }, entry) => namesAnother(guard, entry, callerArn);
}

async function described(
  { aws }: Session,
  others: readonly EndpointSummary[],
  { others: cache, now, signal }: WholeSearch,
): Promise<readonly OtherEndpoint[]> {
  const unread = others.filter((one) => {
    const known = cache.get(keyOf(one));
    return known === undefined || now() - known.readAtMs >= describeAgainAfterMs;
  });
  await Promise.all(
    unread.slice(0, mostDescribed).map(async (one) => {
      // It exists all the same; its price is unknown then.
      const sighting = await aws.sightEndpoint(one.endpointName, signal).catch(() => undefined);
      if (sighting?.kind === 'found') cache.set(keyOf(one), { details: sighting.details, readAtMs: now() });
    }),
  );
  return others.map((one) => ({ ...one, details: cache.get(keyOf(one))?.details }));
}

const keyOf = ({ arn, createdAt, status }: EndpointSummary) => `${arn}\n${createdAt}\n${status}`;
