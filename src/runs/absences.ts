/** Counts reports that a resource is missing, until they prove that it is gone. */
export interface Absences {
  /** Counts one report. True once the first is `apartMs` ago on the monotonic clock, which clock changes do not affect. */
  confirm(key: string, apartMs: number): boolean;
  /** The resource was found: resets its count. */
  clear(key: string): void;
}

/** `now` is monotonic, in milliseconds. */
export function openAbsences(now: () => number = () => performance.now()): Absences {
  const firstAt = new Map<string, number>();
  return {
    confirm(key, apartMs) {
      const first = firstAt.get(key);
      if (first === undefined) firstAt.set(key, now());
      return first !== undefined && now() - first >= apartMs;
    },
    clear: (key) => void firstAt.delete(key),
  };
}
