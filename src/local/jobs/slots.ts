/** A number of places for work, given in the order of the requests. */
export interface Slots {
  /**
   * Resolves, once there is room, with a function that gives the place back. Calls `onWaiting` when that is not at once. Rejects
   * with the signal's reason when it is aborted before.
   */
  take(signal: AbortSignal, onWaiting: () => void): Promise<() => void>;
}

export function openSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const give = () => {
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      free += 1;
      if (waiting.length === 0) return;
      free -= 1;
      waiting.shift()?.();
    };
  };
  return {
    take: (signal, onWaiting) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (free > 0) {
          free -= 1;
          return resolve(give());
        }
        const start = () => {
          signal.removeEventListener('abort', leave);
          resolve(give());
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(start), 1);
          reject(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(start);
        onWaiting();
      }),
  };
}
