import { connectionIdBills } from '../aws/connections/types.ts';
import type { Rate } from '../aws/costs.ts';
import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import type { JobLedger } from '../guard/journal/jobLedger.ts';
import type { Ledger, Recorded } from '../guard/journal/ledger.ts';
import { isOurs } from '../guard/leases/ownership.ts';
import type { OpenSession } from './session.ts';
import { callerOf } from './standing.ts';

/**
 * Something of this user that is billed, and whose creation nobody here saw succeed: an endpoint that the journal did not know, or one,
 * or a training job, whose request was recorded before a crash.
 */
export interface Stray {
  readonly kind: 'endpoint' | 'trainingJob';
  readonly name: string;
  readonly connectionId: string;
  readonly rate: Rate;
}

export interface Strays {
  /** Remembers, the first time, which requests have no result yet; before anything looks at AWS. */
  remember(): Promise<void>;
  /** The strays that looks at AWS have found since; each is returned once, to one window. */
  take(signal: AbortSignal): Promise<readonly Stray[]>;
}

interface Needs {
  readonly ledger: EndpointLedger;
  readonly jobs: JobLedger;
  readonly sessionOf: (connectionId: string) => OpenSession;
  readonly now?: () => number;
}

/** Another window may be about to get the result of a younger request. */
const answeredAfterMs = 5 * 60_000;

export function openStrays({ ledger, jobs, sessionOf, now = Date.now }: Needs): Strays {
  let unanswered: Promise<ReadonlySet<string>> | undefined;
  /** Endpoints with our tags whose owner is somebody else. */
  const others = new Set<string>();
  const isWaiting = ({ state, recordedAt }: Recorded) =>
    state === 'requested' && !(now() - Date.parse(recordedAt) < answeredAfterMs);
  const rememberNow = async () =>
    new Set([
      ...(await ledger.read()).entries.filter(isWaiting).map(ledger.keyOf),
      ...(await jobs.read()).entries.filter(isWaiting).map(jobs.keyOf),
    ]);
  const remembered = () =>
    (unanswered ??= rememberNow().catch((error: unknown) => {
      unanswered = undefined;
      throw error;
    }));

  /** Only one window notes it. */
  const note = async <Entry extends Recorded>(of: Ledger<Entry>, entry: Entry): Promise<boolean> => {
    let isFirst = false;
    await of.change(entry, (current) => {
      isFirst = current !== undefined && current.strayNotedAtMs === undefined;
      return isFirst && current !== undefined ? { ...current, strayNotedAtMs: now() } : undefined;
    });
    return isFirst;
  };
  /** Found by its tags, which name the caller as owner. */
  const isFoundOurs = async (
    { connectionId, arn, createdAtMs, attempt }: LedgerEntry,
    signal: AbortSignal,
  ) => {
    if (attempt !== undefined || arn === undefined || createdAtMs === undefined) return false;
    const key = `${arn}\n${createdAtMs}`;
    if (others.has(key)) return false;
    const session = await sessionOf(connectionId)(signal);
    const { owner } = await session.aws.readEndpointGuard(arn, signal);
    const { owner: caller } = await callerOf(session, signal);
    if (caller === undefined) return false;
    if (isOurs({ arn, createdAtMs, owner }, [], caller)) return true;
    others.add(key);
    return false;
  };
  const isNew = ({ state, connectionId, strayNotedAtMs }: Recorded) =>
    state === 'seen' && strayNotedAtMs === undefined && connectionIdBills(connectionId);

  return {
    remember: async () => void (await remembered()),
    async take(signal) {
      const waited = await remembered();
      const found: Stray[] = [];
      for (const entry of (await ledger.read()).entries) {
        if (!isNew(entry) || entry.deletion !== undefined) continue;
        // What cannot be read now is looked at again later.
        const isStray =
          waited.has(ledger.keyOf(entry)) || (await isFoundOurs(entry, signal).catch(() => false));
        signal.throwIfAborted();
        if (isStray && (await note(ledger, entry)))
          found.push({ kind: 'endpoint', name: entry.endpointName, ...billOf(entry) });
      }
      for (const entry of (await jobs.read()).entries)
        if (isNew(entry) && waited.has(jobs.keyOf(entry)) && (await note(jobs, entry)))
          found.push({ kind: 'trainingJob', name: entry.trainingJobName, ...billOf(entry) });
      return found;
    },
  };
}

const billOf = ({ connectionId, rate = { kind: 'unknown' } }: Recorded) => ({ connectionId, rate });
