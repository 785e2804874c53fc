import type { EndpointLedger, LedgerEntry } from '../guard/journal/endpointLedger.ts';
import { finishDeletion, isBeingFinished } from './deleteOnRecord.ts';
import type { OpenSession } from './session.ts';

export interface DeletionKeeper {
  /** Looks now. */
  look(): Promise<void>;
  dispose(): void;
}

interface Needs {
  readonly ledger: EndpointLedger;
  readonly sessionOf: (connectionId: string) => OpenSession;
  /** Called for an endpoint that still exists because its deletion failed. */
  readonly onFailed: (entry: LedgerEntry, error: unknown) => void;
  /** Something was deleted. */
  readonly onDeleted: () => void;
}

/** A deletion whose command is still running belongs to that command. */
const isPending = async ({ deletion }: LedgerEntry): Promise<boolean> =>
  deletion !== undefined && deletion.left.length > 0 && !(await isBeingFinished(deletion));

const soonMs = 60_000;
/** Checks become rarer after repeated failures. */
const rarestMs = 15 * soonMs;

/**
 * Continues every recorded deletion, including those left by a restart or another window, until nothing is left. Two windows may do
 * so at once: what is gone is skipped.
 */
export function openDeletionKeeper({ ledger, sessionOf, onFailed, onDeleted }: Needs): DeletionKeeper {
  const ended = new AbortController();
  const { signal } = ended;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let looking: Promise<void> | undefined;

  const finish = async (entry: LedgerEntry): Promise<boolean> => {
    try {
      const session = await sessionOf(entry.connectionId)(signal);
      const deletion = await finishDeletion(session, ledger, entry, { signal });
      onDeleted();
      if (deletion.kind !== 'left') return true;
      if (deletion.left[0]?.kind === 'endpoint') onFailed(entry, deletion.error);
      return false;
    } catch (error) {
      if (!signal.aborted) onFailed(entry, error);
      return false;
    }
  };
  const lookOnce = async () => {
    clearTimeout(timer);
    const { entries } = await ledger.read().catch(() => ({ entries: [] }));
    const done = await Promise.all(
      entries.map(async (entry) => !(await isPending(entry)) || (await finish(entry))),
    );
    if (signal.aborted) return;
    failures = done.every(Boolean) ? 0 : failures + 1;
    timer = setTimeout(() => void look(), Math.min(soonMs * 2 ** Math.max(0, failures - 1), rarestMs));
  };
  const look = () =>
    (looking ??= lookOnce().finally(() => {
      looking = undefined;
    }));
  return {
    look,
    dispose() {
      ended.abort();
      clearTimeout(timer);
    },
  };
}
