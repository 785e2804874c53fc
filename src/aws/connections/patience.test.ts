import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { expect, test } from 'vitest';
import { openPatience } from './patience.ts';

const throttling: RetryErrorInfo = { errorType: 'THROTTLING' };
const tokenOf = (count: number): RetryToken => ({ getRetryCount: () => count, getRetryDelay: () => 0 });

/** A taught strategy over one that always grants an attempt, on a clock moved by hand. */
async function open() {
  let now = 0;
  const timers = new Map<() => void, number>();
  const heard: boolean[] = [];
  const clock = {
    now: () => now,
    after: (ms: number, run: () => void) => {
      timers.set(run, now + ms);
      return () => void timers.delete(run);
    },
  };
  const inner: RetryStrategyV2 = {
    acquireInitialRetryToken: async () => tokenOf(0),
    refreshRetryTokenForRetry: async (token) => tokenOf(token.getRetryCount() + 1),
    recordSuccess: () => undefined,
  };
  const config = { retryStrategy: async () => inner };
  openPatience((_, isSlow) => heard.push(isSlow), clock).teach(config);
  const strategy = await config.retryStrategy();
  const pass = (ms: number) => {
    now += ms;
    const due = [...timers].filter(([, at]) => at <= now);
    for (const [run] of due) {
      timers.delete(run);
      run();
    }
  };
  return { strategy, heard, pass, timers };
}

test('a call that is throttled is noticed after three seconds and until it succeeds', async () => {
  const { strategy, heard, pass, timers } = await open();
  const first = await strategy.refreshRetryTokenForRetry(tokenOf(0), throttling);
  pass(2999);
  expect(heard).toEqual([]);
  pass(1);
  expect(heard).toEqual([true]);
  const second = await strategy.refreshRetryTokenForRetry(first, throttling);
  pass(10_000);
  strategy.recordSuccess(second);
  expect(heard).toEqual([true, false]);
  expect(timers.size).toBe(0);
});

test('a call that is throttled for a moment is not noticed', async () => {
  const { strategy, heard, pass } = await open();
  strategy.recordSuccess(await strategy.refreshRetryTokenForRetry(tokenOf(0), throttling));
  pass(60_000);
  expect(heard).toEqual([]);
});

test('a call that was given up is forgotten', async () => {
  const { strategy, heard, pass, timers } = await open();
  await strategy.refreshRetryTokenForRetry(tokenOf(0), throttling);
  pass(3000);
  pass(27_000);
  expect(heard).toEqual([true, false]);
  expect(timers.size).toBe(0);
});

test('only throttled calls have more than three attempts', async () => {
  const { strategy } = await open();
  const refresh = (count: number, errorType: RetryErrorInfo['errorType']) =>
    strategy.refreshRetryTokenForRetry(tokenOf(count), { errorType });
  await expect(refresh(1, 'TRANSIENT')).resolves.toBeDefined();
  await expect(refresh(2, 'TRANSIENT')).rejects.toThrow('No attempt is left');
  await expect(refresh(6, 'THROTTLING')).resolves.toBeDefined();
});
