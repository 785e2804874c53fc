/** A counting semaphore. */
export interface Permits {
  /**
   * Resolves once there is room, strictly in call order, so that small requests never starve a
   * large one. A request for more than all permits takes all. Calls `onWaiting` if it has to wait. Rejects with
   * the signal's reason if aborted while waiting.
   */
  take(count: number, signal: AbortSignal, onWaiting?: () => void): Promise<Permit>;
  /** As `take` if permits are free and no request is waiting; otherwise undefined. */
  takeNow(count: number): Permit | undefined;
}

/** Permits that were taken. */
export interface Permit {
  /** Releases all but `count` of them. */
  keep(count: number): void;
  /** Releases the rest; idempotent. */
  release(): void;
}

interface Waiter {
  readonly count: number;
  readonly start: () => void;
}

export function openPermits(total: number): Permits {
  let free = total;
  const waiting = new Set<Waiter>();
  const pump = () => {
    for (const waiter of waiting) {
      if (waiter.count > free) return;
      waiting.delete(waiter);
      free -= waiter.count;
      waiter.start();
    }
  };
  const permitOf = (count: number): Permit => {
    let held = count;
    const keep = (kept: number) => {
      if (kept >= held) return;
      free += held - kept;
      held = kept;
      pump();
    };
    return { keep, release: () => keep(0) };
  };
  return {
    takeNow: (wanted) => {
      const count = Math.min(wanted, total);
      if (waiting.size > 0 || count > free) return undefined;
      free -= count;
      return permitOf(count);
    },
    take: (wanted, signal, onWaiting = () => undefined) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const count = Math.min(wanted, total);
        const leave = () => {
          waiting.delete(waiter);
          reject(signal.reason);
          pump();
        };
        const start = () => {
          signal.removeEventListener('abort', leave);
          resolve(permitOf(count));
        };
        const waiter = { count, start };
        waiting.add(waiter);
        signal.addEventListener('abort', leave, { once: true });
        pump();
        if (waiting.has(waiter)) onWaiting();
      }),
  };
}
