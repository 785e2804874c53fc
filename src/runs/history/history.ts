import type { RunRow } from '../../data/shapes/runRow.ts';
import type { RunOutcome } from './outcome.ts';
import type { UnreadableRun } from './unreadable.ts';

/** What the user says about a run; a key that is absent changes nothing. */
export interface RunMarks {
  /** Empty: the name of the experiment again. */
  readonly title?: string | undefined;
  /** Empty: none. */
  readonly note?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Only one run of an experiment is pinned: pinning it unpins the one before. */
  readonly isPinned?: boolean | undefined;
}

export interface KnownRuns {
  /** Newest first. */
  readonly rows: readonly RunRow[];
  readonly unreadable: readonly UnreadableRun[];
}

/** The runs of this machine, on every connection. The records in their folders are the source; an index makes them quick to list. */
export interface RunHistory {
  /** All runs, from the index; it is rebuilt from the records when missing, damaged or of another version. */
  rows(signal?: AbortSignal): Promise<KnownRuns>;
  find(connectionId: string, trainingJobName: string): Promise<RunRow | undefined>;
  /** Reads the run's folder again and updates the index. */
  refresh(connectionId: string, trainingJobName: string): Promise<RunRow | undefined>;
  /** Reads every run's folder again and writes a new index. */
  rebuild(options?: RebuildOptions): Promise<void>;
  /** Keeps what the user says about a run. Throws 'run-gone'. */
  mark(connectionId: string, trainingJobName: string, change: RunMarks): Promise<RunRow>;
  /** Keeps how the job ended. Throws 'run-gone'. */
  saveOutcome(connectionId: string, trainingJobName: string, outcome: RunOutcome): Promise<void>;
  outcomeOf(connectionId: string, trainingJobName: string): Promise<RunOutcome | undefined>;
  /** Deletes the run's folder, and forgets the run. Throws 'run-gone', also when another window has already done so. */
  remove(connectionId: string, trainingJobName: string): Promise<{ readonly deletedFiles: number }>;
  /** Names of jobs whose runs were removed here: they are not looked for again. */
  removedFrom(connectionId: string): Promise<ReadonlySet<string>>;
  /** Deletes the folder of a run that cannot be read, with all that is left of it. Throws 'run-gone'. */
  removeUnreadable(run: UnreadableRun): Promise<{ readonly deletedFiles: number }>;
  /** Also after changes by other windows. */
  onDidChange(listener: () => void): { dispose(): void };
}

export interface RebuildOptions {
  readonly signal?: AbortSignal | undefined;
  /** Share of the runs that have been read, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A history that is opened with the first call, so that nothing is loaded before anything needs it. */
export function historyOnDemand(
  open: () => Promise<RunHistory & { dispose(): void }>,
): RunHistory & { dispose(): void } {
  const listeners = new Set<() => void>();
  let opened: ReturnType<typeof open> | undefined;
  const history = () =>
    (opened ??= open().then((made) => {
      made.onDidChange(() => {
        for (const listener of listeners) listener();
      });
      return made;
    }));
  return {
    rows: async (signal) => (await history()).rows(signal),
    find: async (...run) => (await history()).find(...run),
    refresh: async (...run) => (await history()).refresh(...run),
    rebuild: async (options) => (await history()).rebuild(options),
    mark: async (...given) => (await history()).mark(...given),
    saveOutcome: async (...given) => (await history()).saveOutcome(...given),
    outcomeOf: async (...run) => (await history()).outcomeOf(...run),
    remove: async (...run) => (await history()).remove(...run),
    removedFrom: async (connectionId) => (await history()).removedFrom(connectionId),
    removeUnreadable: async (run) => (await history()).removeUnreadable(run),
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    dispose() {
      listeners.clear();
      void opened?.then((made) => made.dispose());
    },
  };
}
