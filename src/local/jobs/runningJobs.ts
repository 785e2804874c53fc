export type InterruptReason = 'stopped' | 'max-runtime';

/** The training jobs of this process that have not ended. */
export interface RunningJobs {
  readonly size: number;
  /** False once drained: no new job may start. */
  readonly isAccepting: boolean;
  /** Runs a job; its signal is aborted with the reason when the job is interrupted. `run` never rejects. */
  start(name: string, run: (signal: AbortSignal) => Promise<void>): void;
  /** Interrupts a job; no effect once it has ended. */
  interrupt(name: string, reason: InterruptReason): void;
  /** Resolves when the job has ended; at once when it is not running. */
  ended(name: string): Promise<void>;
  /** Accepts no job from now on; resolves when the last one has ended. */
  drain(): Promise<void>;
}

export function openRunningJobs(): RunningJobs {
  const jobs = new Map<string, { readonly controller: AbortController; readonly ended: Promise<void> }>();
  let isAccepting = true;
  return {
    get size() {
      return jobs.size;
    },
    get isAccepting() {
      return isAccepting;
    },
    start(name, run) {
      const controller = new AbortController();
      const ended = run(controller.signal).finally(() => jobs.delete(name));
      jobs.set(name, { controller, ended });
    },
    interrupt: (name, reason) => jobs.get(name)?.controller.abort(reason),
    ended: async (name) => jobs.get(name)?.ended,
    async drain() {
      isAccepting = false;
      await Promise.all([...jobs.values()].map(({ ended }) => ended));
    },
  };
}
