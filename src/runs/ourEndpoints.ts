import type { EndpointDetails, EndpointSummary } from '../aws/endpoints.ts';
import { openAbsences } from './absences.ts';
import type { Absences } from './absences.ts';
import { endpointKey } from './endpointLedger.ts';
import type { EndpointLedger, LedgerEntry } from './endpointLedger.ts';
import { accountOf, seen, standingOf } from './standing.ts';
import type { Standing } from './standing.ts';
import type { Session } from './session.ts';

export type EndpointStanding = Standing<LedgerEntry, EndpointDetails>;

export interface OurEndpoints {
  /** Of every endpoint on record for the connection, and of those that carry our tags. */
  readonly standings: readonly EndpointStanding[];
  /** Whatever else lives in the account: never touched. */
  readonly others: readonly EndpointSummary[];
  /** Why the account could not be searched for endpoints that are not on record. */
  readonly searchError: unknown;
  /** More endpoints than one search reads tags of: the next one goes on. */
  readonly hasMore: boolean;
}

/** What a search has read: whether an endpoint carries our tags, by its ARN and creation time. */
export type TagCache = Map<string, string | undefined>;

export interface EndpointSearch {
  readonly absences: Absences;
  /** Searches the account for endpoints with our tags that are not on record; absent: only looks at those on record. */
  readonly tags?: TagCache;
  readonly signal?: AbortSignal;
}

/** Tags that one search reads at most, each with a call. */
const mostTagCalls = 50;

/**
 * Looks at the endpoints of a connection and keeps the ledger true: what is found is recorded as seen, what carries our tags is
 * recorded again, what is gone is forgotten.
 */
export async function ourEndpoints(
  session: Session,
  ledger: EndpointLedger,
  { absences, tags, signal }: EndpointSearch,
): Promise<OurEndpoints> {
  const { entries } = await ledger.read();
  const own = entries.filter(({ connectionId }) => connectionId === session.connectionId);
  const found = tags === undefined ? nothing : await searchAccount(session, own, tags, signal);
  const standings = await Promise.all(
    [...own, ...found.entries].map((entry) => lookAt(session, entry, absences, signal)),
  );
  for (const standing of standings) await keepTrue(session, ledger, standing, own);
  return { ...found, standings: standings.filter(({ kind }) => kind !== 'gone') };
}

export interface LivingEndpoints extends Pick<OurEndpoints, 'others'> {
  /** Newest first. */
  readonly living: readonly EndpointDetails[];
}

/** The endpoints of a connection that exist, by who made them. Throws what hid them when none could be seen. */
export async function livingEndpoints(session: Session, ledger: EndpointLedger): Promise<LivingEndpoints> {
  const search = { absences: openAbsences(), tags: new Map<string, string | undefined>() };
  let found = await ourEndpoints(session, ledger, search);
  while (found.hasMore) found = await ourEndpoints(session, ledger, search);
  const { standings, others, searchError } = found;
  const living = foundDetails(standings);
  const unknown = standings.find((one) => one.kind === 'unknown');
  if (living.length === 0 && unknown !== undefined) throw unknown.error;
  if (living.length === 0 && searchError !== undefined) throw searchError;
  return { living, others };
}

/** Newest first. */
export const foundDetails = (standings: readonly EndpointStanding[]): readonly EndpointDetails[] =>
  standings
    .flatMap((one) => (one.kind === 'found' ? [one.details] : []))
    .toSorted((a, b) => b.createdAt - a.createdAt);

const lookAt = (
  session: Session,
  entry: LedgerEntry,
  absences: Absences,
  signal: AbortSignal | undefined,
): Promise<EndpointStanding> =>
  standingOf(entry, endpointKey(entry), {
    session,
    absences,
    sight: () => session.aws.sightEndpoint(entry.endpointName, signal),
    signal,
  });

async function keepTrue(
  session: Session,
  ledger: EndpointLedger,
  { kind, entry }: EndpointStanding,
  recorded: readonly LedgerEntry[],
): Promise<void> {
  if (kind === 'gone') await ledger.forget(entry);
  if (kind !== 'found') return;
  const now = await seen(entry, session);
  if (now === entry && recorded.includes(entry)) return;
  await ledger.record(now);
  if (endpointKey(now) !== endpointKey(entry)) await ledger.forget(entry);
}

type Found = Pick<OurEndpoints, 'others' | 'searchError' | 'hasMore'> & {
  readonly entries: readonly LedgerEntry[];
};

const nothing: Found = { entries: [], others: [], searchError: undefined, hasMore: false };

async function searchAccount(
  session: Session,
  recorded: readonly LedgerEntry[],
  tags: TagCache,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const { aws, connectionId } = session;
  try {
    const account = await accountOf(session, signal);
    const isHere = (entry: LedgerEntry) =>
      entry.account === undefined || entry.account.accountId === account?.accountId;
    const names = new Set(recorded.filter(isHere).map(({ endpointName }) => endpointName));
    const all = await aws.listEndpoints(signal);
    const unrecorded = all.filter(({ endpointName }) => !names.has(endpointName));
    const unread = unrecorded.filter((one) => !tags.has(cacheKey(one)));
    await Promise.all(
      unread.slice(0, mostTagCalls).map(async (one) => {
        const { trainingJobName, experiment } = await aws.endpointOrigin(one.arn, signal);
        tags.set(cacheKey(one), trainingJobName ?? (experiment === undefined ? undefined : ''));
      }),
    );
    const entries = unrecorded.flatMap((one) => {
      const trainingJobName = tags.get(cacheKey(one));
      // One that is being deleted ends by itself; recorded again, it would only have to be confirmed gone.
      if (trainingJobName === undefined || one.status === 'Deleting') return [];
      const recordedAt = new Date(one.createdAt).toISOString();
      const entry = { connectionId, endpointName: one.endpointName, trainingJobName, recordedAt };
      return [{ ...entry, ...(account === undefined ? {} : { account }), state: 'seen' as const }];
    });
    const others = unrecorded.filter((one) => tags.get(cacheKey(one)) === undefined);
    return { entries, others, searchError: undefined, hasMore: unread.length > mostTagCalls };
  } catch (error) {
    return { ...nothing, searchError: error };
  }
}

/** A name may be used again: an ARN alone does not identify an endpoint. */
const cacheKey = ({ arn, createdAt }: EndpointSummary) => `${arn}\n${createdAt}`;
