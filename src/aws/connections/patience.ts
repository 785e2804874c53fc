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

/**
 * Hears when a call begins to wait noticeably for a service that throttles it, and when it no longer does: an object that stands for the
 * call, in the call's own async context.
 */
export type OnSlowed = (call: object, isSlow: boolean) => void;

interface ThrottledCall {
  readonly since: number;
  isNoticed: boolean;
  cancelNext: () => void;
}

/** Of one connection. */
export function openPatience(onSlowed: OnSlowed, clock: Clock = systemClock): Patience {
  const calls = new Map<RetryToken, ThrottledCall>();
  const end = (call: ThrottledCall) => {
    call.cancelNext();
    if (call.isNoticed) onSlowed(call, false);
    call.isNoticed = false;
  };
  const forget = (token: RetryToken) => {
    const call = calls.get(token);
    calls.delete(token);
    if (call !== undefined) end(call);
  };
  const notice = (call: ThrottledCall) => {
    if (!call.isNoticed) onSlowed(call, true);
    call.isNoticed = true;
  };
  const throttled = (token: RetryToken) => {
    const now = clock.now();
    const call = calls.get(token) ?? { since: now, isNoticed: false, cancelNext: () => {} };
    calls.set(token, call);
    call.cancelNext();
    const cancels = [
      clock.after(forgottenAfterMs, () => giveUp(call)),
      ...(call.isNoticed ? [] : [clock.after(call.since + noticedAfterMs - now, () => notice(call))]),
    ];
    call.cancelNext = () => cancels.forEach((cancel) => cancel());
  };
  const giveUp = (call: ThrottledCall) => {
    for (const [token, one] of calls) if (one === call) calls.delete(token);
    end(call);
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
