import { type AttentionSource, pacedMs, shortestRetryMs } from './pace.ts';

/** When a poll is of no use before the user does something, such as signing in. */
interface Standstill {
  readonly isNow: () => boolean;
  readonly onDidChange: (listener: () => void) => { dispose(): void };
}

interface Polled {
  readonly attention: AttentionSource;
  readonly standstill: Standstill;
  readonly signal: AbortSignal;
}

/**
 * Waits until what would be polled after `wantedMs` while the user watches is due: later or not at all while they do not, and at a
 * standstill when it ends or the user comes back. Throws the signal's reason.
 */
export async function untilNextPoll(
  wantedMs: number,
  { attention, standstill, signal }: Polled,
): Promise<void> {
  signal.throwIfAborted();
  const since = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let end = () => {};
  const due = new Promise<void>((resolve) => {
    end = resolve;
  });
  const endAfter = (ms: number | undefined) => {
    clearTimeout(timer);
    if (ms !== undefined) timer = setTimeout(end, Math.max(0, ms - (performance.now() - since)));
  };
  const plan = () => endAfter(standstill.isNow() ? undefined : pacedMs(wantedMs, attention.current()));
  const attend = () => {
    if (standstill.isNow() && attention.current() === 'watched') endAfter(shortestRetryMs);
    else plan();
  };
  plan();
  const watches = [attention.onDidChange(attend), standstill.onDidChange(plan)];
  signal.addEventListener('abort', end);
  try {
    await due;
    signal.throwIfAborted();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    for (const watch of watches) watch.dispose();
  }
}
