import type { EndpointDetails, EndpointSummary } from '../aws/endpoints.ts';
import type { SightedEndpoint } from '../aws/sightings.ts';
import { openAbsences } from './absences.ts';
import type { Absences } from './absences.ts';
import { endpointKey } from '../guard/journal/endpointLedger.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { accountOf, isOfOtherAccount, isRecorded, keepSeen, seen, standingOf } from './standing.ts';
import type { Standing } from './standing.ts';
import type { Session } from './session.ts';

export type EndpointStanding = Standing<LedgerEntry, SightedEndpoint>;

export interface OurEndpoints {
  /** All endpoints that are recorded for the connection or carry our tags. */
  readonly standings: readonly EndpointStanding[];
  /** All other endpoints of the account, which we never touch. */
  readonly others: readonly EndpointSummary[];
  /** Why the account could not be searched for unrecorded endpoints. */
  readonly searchError: unknown;
  /** Some endpoints' tags are not read yet; the next search continues. */
  readonly hasMore: boolean;
}

/** Training job in an endpoint's tags, by ARN and creation time: '' when the tags are ours and name none, undefined when not ours. */
export type TagCache = Map<string, string | undefined>;

export interface EndpointSearch {
  readonly absences: Absences;
  /** Also searches the account for unrecorded endpoints with our tags. */
  readonly tags?: TagCache | undefined;
  readonly signal?: AbortSignal;
}

/** A schedule expires a day after the lease; twice that allows for a wrong clock. */
const scheduleLivesMs = 48 * 3_600_000;

/** Maximum number of endpoints whose tags one search reads, with a call each. */
const mostTagCalls = 50;

/**
 * Polls the endpoints of a connection and updates the ledger: records found endpoints as seen, adds unrecorded ones with our tags, and
 * removes those that are gone.
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
  /** False if a recorded endpoint or the account could not be checked: there may be more. */
  readonly isComplete: boolean;
}

/** The existing endpoints of a connection, ours and others'. Throws the underlying error when none could be read. */
export async function livingEndpoints(session: Session, ledger: EndpointLedger): Promise<LivingEndpoints> {
  const search = { absences: openAbsences(), tags: new Map<string, string | undefined>() };
  let found = await ourEndpoints(session, ledger, search);
  while (found.hasMore) found = await ourEndpoints(session, ledger, search);
  const { standings, others, searchError } = found;
  const living = foundDetails(standings);
  const unknown = standings.find((one) => one.kind === 'unknown');
  if (living.length === 0 && unknown !== undefined) throw unknown.error;
  if (living.length === 0 && searchError !== undefined) throw searchError;
  const isComplete = searchError === undefined && unknown === undefined;
  return { living, others, isComplete };
}

/** Newest first. */
export const foundDetails = (standings: readonly EndpointStanding[]): readonly SightedEndpoint[] =>
  standings
    .flatMap((one) => (one.kind === 'found' ? [one.details] : []))
    .toSorted((a, b) => b.createdAt - a.createdAt);

async function lookAt(
  session: Session,
  entry: LedgerEntry,
  absences: Absences,
  signal: AbortSignal | undefined,
): Promise<EndpointStanding> {
  const standing = await standingOf(entry, endpointKey(entry), {
    session,
    absences,
    sight: () => session.aws.sightEndpoint(entry.endpointName, signal),
    signal,
  });
  if (standing.kind !== 'found' || isRecorded(entry, standing.details)) return standing;
  // The connection may have switched accounts during the look; a later endpoint with the same name may be anyone's.
  return { kind: isOfOtherAccount(entry, standing.details) ? 'other-account' : 'gone', entry };
}

async function keepTrue(
  session: Session,
  ledger: EndpointLedger,
  standing: EndpointStanding,
  recorded: readonly LedgerEntry[],
): Promise<void> {
  const { entry } = standing;
  if (standing.kind === 'gone') await endOf(session, ledger, entry);
  if (standing.kind !== 'found') return;
  const now = withInstances(await seen(entry, standing.details, session), standing.details);
  if (!recorded.includes(entry)) await ledger.change(now, (current) => current ?? now);
  else if (now !== entry) await keepSeen(ledger, entry, now);
}

/** An endpoint that was found by its tags is billed as well. */
function withInstances(entry: LedgerEntry, { instanceType, instanceCount }: EndpointDetails): LedgerEntry {
  if (entry.instanceType !== undefined || instanceType === '') return entry;
  return { ...entry, instanceType, instanceCount };
}

/** Removes the record of an endpoint that is gone; one that was seen was billed. It stays while a deletion has more to delete. */
async function endOf(session: Session, ledger: EndpointLedger, entry: LedgerEntry): Promise<void> {
  if (hasMoreToDelete(entry)) return;
  if (entry.deletion === undefined && entry.schedule !== undefined && !(await isDisarmed(session, entry)))
    return;
  if (entry.state === 'requested') return ledger.forget(entry);
  await ledger.end(entry, (current) => {
    // Another window may have put a deletion on record meanwhile.
    if (hasMoreToDelete(current)) return undefined;
    const { goneAtMs: endedAtMs = Date.now(), by: endedBy = 'elsewhere' } = current.deletion ?? {};
    return { endedAtMs, endedBy };
  });
}

const hasMoreToDelete = ({ deletion }: LedgerEntry): boolean =>
  deletion !== undefined && deletion.left.length > 0;

/** An endpoint deleted elsewhere: its schedule would delete any endpoint that reuses the name, so the record is kept until the schedule is gone. */
async function isDisarmed({ aws }: Session, { endpointName, lease }: LedgerEntry): Promise<boolean> {
  try {
    await aws.removeSchedule(endpointName);
    return true;
  } catch {
    return lease?.kind === 'until' && Date.now() > lease.expiresAtMs + scheduleLivesMs;
  }
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
      // An endpoint that is being deleted needs no new record.
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

/** Names can be reused, so an ARN alone does not identify an endpoint. */
const cacheKey = ({ arn, createdAt }: EndpointSummary) => `${arn}\n${createdAt}`;
