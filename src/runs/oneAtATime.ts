export interface OneAtATime {
  isRunning(key: string): boolean;
  /** Runs the work, or joins the one that is running for this key. */
  join<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function openOneAtATime(): OneAtATime {
  const running = new Map<string, Promise<unknown>>();
  return {
    isRunning: (key) => running.has(key),
    async join<T>(key: string, work: () => Promise<T>): Promise<T> {
      const known = running.get(key);
      // SAFETY: everyone who joins under a key brings the same work.
      if (known !== undefined) return known as Promise<T>;
      const started = work().finally(() => running.delete(key));
      running.set(key, started);
      return started;
    },
  };
}
