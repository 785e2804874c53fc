/** Answers that something does not exist, counted until they prove it. */
export interface Absences {
  /** Counts one more. True once the first of them is `apartMs` ago, in time that this process ran: no clock can shorten that. */
  confirm(key: string, apartMs: number): boolean;
  /** It was found: what was counted was no proof. */
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
