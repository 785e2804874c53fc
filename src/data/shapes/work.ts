import type { Progress } from './progress.ts';

/** How long work is watched and stopped. Both ends are optional, so that tests and scripts can call it plainly. */
export interface Work {
  readonly signal?: AbortSignal | undefined;
  /** May be called as often as it suits the work: what is sent on is thinned out. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Work that can answer in part before the whole. */
export interface PartialWork<Answer> extends Work {
  readonly onPartial?: ((partial: Answer) => void) | undefined;
}

/** To await in long loops. */
export type Pace = () => Promise<void>;

/** How long the event loop may be held: half a second is what a cancel may take. */
const longestHoldMs = 30;

/**
 * A function to await in long loops: it lets messages in, such as a cancel, when the loop has run for 30 ms, and rejects with the reason
 * of the abort.
 */
export function openPace(
  { signal }: Pick<Work, 'signal'>,
  now: () => number = () => performance.now(),
): Pace {
  let heldSince = now();
  return async () => {
    signal?.throwIfAborted();
    if (now() - heldSince < longestHoldMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    heldSince = now();
    signal?.throwIfAborted();
  };
}

/** What another caller works on, until this one is aborted. Rejects with the reason of the abort then. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted();
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal?.reason);
  });
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Whether work failed because whoever began it gave up, which is no failure for others who wait for it. */
export const wasAborted = (error: unknown, signal: AbortSignal | undefined): boolean =>
  error instanceof Error && error.name === 'AbortError' && signal?.aborted !== true;
