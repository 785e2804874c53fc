import { waitsForUser } from '../aws/connections/state.ts';
import { connectionId, connectionIdBills } from '../aws/connections/types.ts';
import type { LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { openAbsences } from '../runs/absences.ts';
import { type AttentionSource, pacedMs, retryAfterMs, shortestRetryMs } from '../platform/pace.ts';
import {
  hasFailed,
  lookAgainAfterMs,
  lookAtConnection,
  namesIn,
  unsearchedLook,
  watchedConnections,
  withSearchOf,
} from './endpointLook.ts';
import type { ConnectionLook, LookMemory, LookNeeds } from './endpointLook.ts';
import { limitedSignal, longestLookMs } from './limitedSignal.ts';

/** Everything that is known, the current connection first. */
export interface KnownEndpoints {
  readonly current: string;
  readonly looks: ReadonlyMap<string, ConnectionLook>;
  /** Paths of records that cannot be read. */
  readonly unreadable: readonly string[];
  /** Why the record cannot be read at all. */
  readonly recordError?: unknown;
}

export interface EndpointWatch {
  /** Polls every connection now, except for a list that was read within the last seconds. */
  refresh(): Promise<void>;
  dispose(): void;
}

/** How often, in addition to every refresh, an account is searched for unrecorded endpoints. */
const searchAgainAfterMs = 5 * 60_000;

interface Watched {
  readonly look: ConnectionLook | undefined;
  /** When it is polled again; never by itself while its user has to sign in. */
  readonly dueAt: number;
  /** When a search last began, and when one last ended with everything. */
  readonly searchBeganAt: number;
  readonly searchedAt: number;
  readonly failures: number;
  /** It is not polled before the user does something. */
  readonly waits: boolean;
  /** What the next poll does in addition. */
  readonly wants?: { readonly search?: boolean; readonly probe?: boolean } | undefined;
  readonly running?: RunningLook | undefined;
}

interface RunningLook {
  readonly aborting: AbortController;
  readonly searches: boolean;
  readonly done: Promise<void>;
}

const unwatched: Watched = {
  look: undefined,
  dueAt: -Infinity,
  searchBeganAt: -Infinity,
  searchedAt: -Infinity,
  failures: 0,
  waits: false,
};

/** What the record says. */
type Recorded = Awaited<ReturnType<LookNeeds['ledger']['read']>> & { readonly recordError?: unknown };

/** Polls the endpoints of all connections, each at its own pace, and calls `show` with what is known whenever that may have changed. */
export function openEndpointWatch(
  needs: LookNeeds,
  attention: AttentionSource,
  show: (known: KnownEndpoints) => Promise<void>,
): EndpointWatch {
  const { now = () => performance.now(), states } = needs;
  const memory: LookMemory = { absences: openAbsences(now), tags: new Map(), others: new Map(), now };
  const watched = new Map<string, Watched>();
  let record: Recorded = { entries: [], unreadable: [] };
  let timer: NodeJS.Timeout | undefined;
  let newest = 0;
  let isDisposed = false;

  const entriesOf = (id: string) => record.entries.filter(({ connectionId: of }) => of === id);
  const knownOf = (id: string) => watched.get(id) ?? unwatched;
  const update = (id: string, change: Partial<Watched>) => watched.set(id, { ...knownOf(id), ...change });
  const shown = async () => {
    const current = connectionId(needs.connection());
    const ids = [...watched.keys()].toSorted((a, b) => Number(b === current) - Number(a === current));
    await show({
      ...record,
      current,
      looks: new Map(ids.flatMap((id) => lookWithId(id, knownOf(id)))),
    });
  };
  const plan = () => {
    clearTimeout(timer);
    if (isDisposed) return;
    const waits = [...watched.values()].map(({ dueAt }) => dueAt - now());
    const wantedMs = Math.max(
      0,
      waits.reduce((soonest, ms) => Math.min(soonest, ms), lookAgainAfterMs),
    );
    timer = setTimeout(() => void turn(false), pacedMs(wantedMs, attention.current()) ?? wantedMs);
  };

  const turn = async (isRefresh: boolean): Promise<void> => {
    clearTimeout(timer);
    const mine = (newest += 1);
    const read = await needs.ledger
      .read()
      .catch((recordError: unknown): Recorded => ({ entries: [], unreadable: [], recordError }));
    // Stale: a newer turn has begun.
    if (mine !== newest) return;
    record = read;
    if (record.recordError === undefined) {
      const polled = rememberRecord();
      const due = polled.filter((id) => isRefresh || isDue(knownOf(id)));
      const looks = due.map((id) => lookOrJoin(id, isRefresh));
      if (due.some((id) => entriesOf(id).length > 0)) await shown();
      await Promise.all(looks);
      if (mine !== newest) return;
    }
    plan();
    await shown();
  };
  const isDue = ({ dueAt, running }: Watched) => running === undefined && dueAt <= now();

  /** The connections to poll. Of a connection that does not cover its record, the record is shown. */
  const rememberRecord = (): readonly string[] => {
    const polled = watchedConnections(needs, record.entries);
    const all = new Set([...polled, ...record.entries.map(({ connectionId: of }) => of)]);
    for (const [id, { running }] of watched)
      if (!all.has(id)) {
        running?.aborting.abort();
        watched.delete(id);
      }
    for (const id of all) {
      const isPolled = polled.includes(id);
      const look: ConnectionLook = { kind: 'recorded', isPolled, entries: entriesOf(id) };
      if (!isPolled) update(id, { look, dueAt: Infinity });
      else if (!watched.has(id) || !covers(knownOf(id).look, look.entries))
        update(id, { look, dueAt: -Infinity });
    }
    return polled;
  };

  /** A search that has only just begun is not begun again: it goes on, and another follows. */
  const lookOrJoin = async (id: string, isRefresh: boolean): Promise<void> => {
    const { running, searchBeganAt } = knownOf(id);
    if (running?.searches === true && now() - searchBeganAt < shortestRetryMs) {
      update(id, { wants: { search: true, probe: isRefresh } });
      return running.done;
    }
    running?.aborting.abort();
    return lookAt(id, isRefresh);
  };
  const lookAt = (id: string, isRefresh: boolean): Promise<void> => {
    const before = knownOf(id);
    const { wants } = before;
    const wantsSearch =
      connectionIdBills(id) &&
      (isRefresh || wants?.search === true || now() - before.searchedAt >= searchAgainAfterMs);
    const searches = wantsSearch && now() - before.searchBeganAt >= shortestRetryMs;
    const aborting = new AbortController();
    const done = finishLook(id, before, { aborting, isRefresh, wantsSearch, searches });
    update(id, {
      running: { aborting, searches, done },
      wants: undefined,
      dueAt: Infinity,
      ...(searches ? { searchBeganAt: now() } : {}),
    });
    return done;
  };
  const finishLook = async (id: string, before: Watched, started: StartedLook): Promise<void> => {
    const { aborting, isRefresh, wantsSearch, searches } = started;
    // First its caller remembers that it has begun.
    await Promise.resolve();
    const entries = entriesOf(id);
    const limited = limitedSignal(aborting.signal, longestLookMs);
    const isSkipped = !searches && entries.length === 0;
    const { look, againAfterMs } = isSkipped
      ? { look: unsearchedLook(id, before.look), againAfterMs: lookAgainAfterMs }
      : await lookAtConnection(id, needs, {
          entries,
          memory,
          searches,
          probes: isRefresh || before.wants?.probe === true,
          signal: limited.signal,
        });
    limited.dispose();
    // Stale: a newer refresh has started.
    if (aborting.signal.aborted) return;
    const failures = isSkipped ? before.failures : hasFailed(look) ? before.failures + 1 : 0;
    const waits = hasFailed(look) && waitsForUser(states.of(id));
    const waitMs = failures === 0 ? againAfterMs : Math.max(againAfterMs, retryAfterMs(failures));
    const isWhole = searches && isComplete(look);
    const { wants, searchBeganAt } = knownOf(id);
    const isEarly = wants !== undefined || (wantsSearch && !searches);
    update(id, {
      look: searches || isSkipped ? look : withSearchOf(look, before.look),
      running: undefined,
      failures,
      waits,
      dueAt: waits ? Infinity : isEarly ? searchBeganAt + shortestRetryMs : now() + waitMs,
      ...(isWhole ? { searchedAt: now() } : {}),
      wants: wants ?? (wantsSearch && !isWhole ? { search: true } : undefined),
    });
    plan();
    await shown();
  };

  const lookSoon = (id: string) => {
    update(id, { dueAt: now() + shortestRetryMs, wants: { probe: true, search: true } });
    plan();
  };
  // The user may have signed in elsewhere.
  const attending = attention.onDidChange(() => {
    if (attention.current() !== 'watched') return;
    for (const [id, { waits }] of watched) if (waits) lookSoon(id);
    plan();
  });
  const changes = states.onDidChange((id) => {
    if (knownOf(id).waits && !waitsForUser(states.of(id))) lookSoon(id);
  });
  return {
    refresh: () => turn(true),
    dispose() {
      isDisposed = true;
      newest += 1;
      clearTimeout(timer);
      for (const { running } of watched.values()) running?.aborting.abort();
      attending.dispose();
      changes.dispose();
    },
  };
}

interface StartedLook extends Omit<RunningLook, 'done'> {
  readonly isRefresh: boolean;
  readonly wantsSearch: boolean;
}

const lookWithId = (id: string, { look }: Watched) => (look === undefined ? [] : [[id, look] as const]);

const isComplete = (look: ConnectionLook): boolean =>
  look.kind === 'seen' && look.found.searchError === undefined && !look.found.hasMore;

/** Whether the look is about every recorded endpoint. */
function covers(look: ConnectionLook | undefined, entries: readonly LedgerEntry[]): boolean {
  const names = look === undefined ? new Set() : namesIn(look);
  return entries.every(({ endpointName }) => names.has(endpointName));
}
