import type { BlockedState } from '../aws/connections/state.ts';
import { type AttentionSource, pacedMs, retryAfterMs, shortestRetryMs } from '../platform/pace.ts';

interface Needs {
  /** Why the connection is blocked now. */
  readonly block: () => BlockedState | undefined;
  /** One call that shows whether the connection answers again. */
  readonly probe: () => Promise<void>;
  readonly attention: () => ReturnType<AttentionSource['current']>;
  readonly inBackground: (work: () => Promise<void>) => void;
}

/**
 * Tries a blocked connection again: less and less often while it is offline, because a network comes back by itself, and otherwise
 * once each time the user comes back to it, who may have signed in elsewhere.
 */
export function openBlockedRetries({ block, probe, attention, inBackground }: Needs) {
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let probedAt = -Infinity;
  let probing: Promise<void> | undefined;
  const probeOnce = async () => {
    probedAt = performance.now();
    failures += 1;
    try {
      await probe();
    } finally {
      probing = undefined;
    }
  };
  const now = async () => {
    await (probing ??= probeOnce());
    plan();
  };
  const after = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => inBackground(now), ms);
  };
  /** After a change of the block or of the user's attention. */
  const plan = () => {
    clearTimeout(timer);
    const blocked = block();
    if (blocked === undefined) failures = 0;
    if (blocked?.kind !== 'offline') return;
    const waitMs = pacedMs(retryAfterMs(failures + 1), attention());
    if (waitMs !== undefined) after(waitMs);
  };
  return {
    now,
    plan,
    attend() {
      if (block() === undefined) return;
      if (attention() === 'watched') after(Math.max(0, shortestRetryMs - (performance.now() - probedAt)));
      else plan();
    },
    dispose: () => clearTimeout(timer),
  };
}
