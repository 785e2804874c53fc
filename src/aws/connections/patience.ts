import type { Provider, RetryErrorInfo, RetryStrategy, RetryStrategyV2, RetryToken } from '@smithy/types';

/** Attempts of a call that the service throttles; the SDK's standard mode waits 0.5, 1, 2… and at most 20 s between them. */
export const mostAttempts = 8;
/** Attempts of a call that fails for another passing reason: the SDK's default. */
const mostOtherAttempts = 3;
/** How long a call is throttled before anybody is told. */
const noticedAfterMs = 3000;
/** A call that was given up reports nothing: it is forgotten this long after it was last throttled, more than the longest wait. */
const forgottenAfterMs = 30_000;

/** The time, and something to do later; replaced by tests. */
export interface Clock {
  readonly now: () => number;
  /** Returns what cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface Patience {
  /** Makes a client retry throttled calls for longer, and reports how that goes. */
  readonly teach: (config: RetryConfig) => void;
}

export interface RetryConfig {
  retryStrategy: Provider<RetryStrategy | RetryStrategyV2>;
}

interface ThrottledCall {
  readonly since: number;
  readonly lastAt: number;
}

/** Of one connection. `onSlowed` hears when calls begin to wait noticeably for a service that throttles them, and when none does any more. */
export function openPatience(onSlowed: (isSlow: boolean) => void, clock: Clock = systemClock): Patience {
  const calls = new Map<RetryToken, ThrottledCall>();
  let isSlow = false;
  let cancelLook = () => {};
  const look = () => {
    cancelLook();
    const now = clock.now();
    for (const [token, { lastAt }] of calls) if (now - lastAt >= forgottenAfterMs) calls.delete(token);
    const all = [...calls.values()];
    const slow = all.some(({ since }) => now - since >= noticedAfterMs);
    const next = all.flatMap(({ since, lastAt }) => [since + noticedAfterMs, lastAt + forgottenAfterMs]);
    const soonest = next.filter((at) => at > now).reduce((a, b) => Math.min(a, b), Infinity);
    if (Number.isFinite(soonest)) cancelLook = clock.after(soonest - now, look);
    if (slow === isSlow) return;
    isSlow = slow;
    onSlowed(slow);
  };
  const forget = (token: RetryToken) => {
    if (calls.delete(token)) look();
  };
  const throttled = (token: RetryToken) => {
    const now = clock.now();
    calls.set(token, { since: calls.get(token)?.since ?? now, lastAt: now });
    look();
  };
  const refresh = async (inner: RetryStrategyV2, token: RetryToken, error: RetryErrorInfo) => {
    if (error.errorType !== 'THROTTLING' && token.getRetryCount() + 1 >= mostOtherAttempts) {
      forget(token);
      throw new Error('No attempt is left');
    }
    if (error.errorType === 'THROTTLING') throttled(token);
    try {
      const next = await inner.refreshRetryTokenForRetry(token, error);
      const call = calls.get(token);
      if (call !== undefined) calls.set(next, call);
      calls.delete(token);
      return next;
    } catch (failure) {
      forget(token);
      throw failure;
    }
  };
  const patient = (inner: RetryStrategyV2): RetryStrategyV2 => ({
    acquireInitialRetryToken: async (scope) => inner.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token, error) => refresh(inner, token, error),
    recordSuccess: (token) => {
      forget(token);
      inner.recordSuccess(token);
    },
  });
  return {
    teach(config) {
      const standard = config.retryStrategy;
      let own: RetryStrategyV2 | undefined;
      config.retryStrategy = async () => {
        if (own !== undefined) return own;
        const inner = await standard();
        if (!('acquireInitialRetryToken' in inner)) return inner;
        return (own = patient(inner));
      };
    },
  };
}
