import { AsyncResource } from 'node:async_hooks';
import { afterEach, expect, test, vi } from 'vitest';
import { CancellationTokenSource, window } from '../../test/fakeVscode.ts';
import type { RetryStrategyV2 } from '@smithy/types';
import { openPatience } from '../aws/connections/patience.ts';
import { isCancelled } from './cancellation.ts';
import { withProgress, withProgressIfSlow } from './progress.ts';
import { reportSlowCall } from './slowCalls.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

afterEach(() => vi.restoreAllMocks());

test('a task that is done in a moment shows nothing', async () => {
  const shown = vi.spyOn(window, 'withProgress');
  expect(await withProgressIfSlow('Reading', async () => 3)).toBe(3);
  await expect(withProgressIfSlow('Reading', () => Promise.reject(new Error('gone')))).rejects.toThrow(
    'gone',
  );
  expect(shown).not.toHaveBeenCalled();
});

test('a slow task shows progress, and its Cancel ends it', async () => {
  const source = new CancellationTokenSource();
  const shown = vi
    .spyOn(window, 'withProgress')
    .mockImplementation(async (_, task) => task({ report: () => undefined }, source.token));
  const work = withProgressIfSlow(
    'Reading',
    (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const ended = work.then(
    () => false,
    (error: unknown) => isCancelled(error),
  );
  await vi.waitFor(() => expect(shown).toHaveBeenCalledOnce(), 20_000);
  source.cancel();
  expect(await ended).toBe(true);
});

/** A client's retries on a service that throttles, on a clock moved by hand; the messages of each notification, by its title. */
async function openThrottledClient() {
  const messages: Record<string, string[]> = {};
  vi.spyOn(window, 'withProgress').mockImplementation(async (options, task) => {
    // SAFETY: the product gives every notification a title.
    const { title } = options as { readonly title: string };
    const own: string[] = [];
    messages[title] = own;
    const report = (...given: readonly { readonly message?: string }[]) =>
      void own.push(given[0]?.message ?? '');
    return task({ report }, new CancellationTokenSource().token);
  });
  const inner: RetryStrategyV2 = {
    acquireInitialRetryToken: async () => ({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
    refreshRetryTokenForRetry: async () => ({ getRetryCount: () => 1, getRetryDelay: () => 0 }),
    recordSuccess: () => undefined,
  };
  const config = { retryStrategy: async () => inner };
  let now = 0;
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const clock = {
    now: () => now,
    after: (ms: number, run: () => void) => {
      // As those of Node, in the context that they are set in.
      timers.push({ at: now + ms, run: AsyncResource.bind(run) });
      return () => undefined;
    },
  };
  const pass = (ms: number) => {
    for (const { run } of timers.filter(({ at }) => now < at && at <= now + ms)) run();
    now += ms;
  };
  openPatience(reportSlowCall, clock).teach(config);
  const strategy = await config.retryStrategy();
  /** A call that is throttled once. */
  const call = async ({ throttled, answered }: { throttled: () => void; answered: Promise<unknown> }) => {
    const first = await strategy.acquireInitialRetryToken('');
    const next = await strategy.refreshRetryTokenForRetry(first, { errorType: 'THROTTLING' });
    throttled();
    await answered;
    strategy.recordSuccess(next);
  };
  return { messages, call, pass };
}

function promised() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}

const slowly = 'AWS is slowing requests down. They are tried again…';

test('a notification reports after three seconds that AWS throttles its own calls, and no other does', async () => {
  const { messages, call, pass } = await openThrottledClient();
  const [throttled, answered, called, over] = [promised(), promised(), promised(), promised()];
  const slow = withProgress('Uploading', async (_, report) => {
    report({ message: '3 of 7' });
    await call({ throttled: throttled.resolve, answered: answered.promise });
    called.resolve();
    await over.promise;
  });
  const other = withProgress('Splitting', () => over.promise);
  await throttled.promise;
  pass(2999);
  expect(messages).toEqual({ Uploading: ['3 of 7'], Splitting: [] });
  pass(1);
  expect(messages).toEqual({ Uploading: ['3 of 7', `3 of 7 · ${slowly}`], Splitting: [] });
  answered.resolve();
  await called.promise;
  expect(messages['Uploading']?.at(-1)).toBe('3 of 7');
  over.resolve();
  await Promise.all([slow, other]);
  expect(messages['Splitting']).toEqual([]);
});

test('a notification that appears late shows what its work was already waiting for', async () => {
  const { messages, call, pass } = await openThrottledClient();
  const [throttled, answered] = [promised(), promised()];
  const late = withProgressIfSlow('Reading', () =>
    call({ throttled: throttled.resolve, answered: answered.promise }),
  );
  await throttled.promise;
  pass(3000);
  await vi.waitFor(() => expect(messages).toEqual({ Reading: [slowly] }), 20_000);
  answered.resolve();
  await late;
});
