import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attentionOf } from './attention.testing.ts';
import type { Attention } from './pace.ts';
import { untilNextPoll } from './untilNextPoll.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A wait that the test watches. */
function wait(wantedMs: number, first: Attention, isStill = false) {
  const attention = attentionOf(first);
  const closing = new AbortController();
  const listeners = new Set<() => void>();
  const world = { isStill, ended: '' };
  const standstill = {
    isNow: () => world.isStill,
    onDidChange: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
  void untilNextPoll(wantedMs, { attention, standstill, signal: closing.signal }).then(
    () => (world.ended = 'due'),
    (error: unknown) => (world.ended = String(error)),
  );
  const become = (next: boolean) => {
    world.isStill = next;
    for (const listener of listeners) listener();
  };
  const after = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return world.ended;
  };
  return { attention, closing, listeners, become, after };
}

test('a poll is due after its interval, later without focus, and never while hidden', async () => {
  const watched = wait(5000, 'watched');
  expect(await watched.after(4999)).toBe('');
  expect(await watched.after(1)).toBe('due');
  const unfocused = wait(5000, 'unfocused');
  expect(await unfocused.after(59_999)).toBe('');
  expect(await unfocused.after(1)).toBe('due');
  const hidden = wait(5000, 'hidden');
  expect(await hidden.after(3_600_000)).toBe('');
  hidden.attention.become('watched');
  expect(await hidden.after(0)).toBe('due');
});

test('a poll keeps its interval when its view is shown again', async () => {
  const { attention, after } = wait(5000, 'watched');
  attention.become('hidden');
  await after(1000);
  attention.become('watched');
  expect(await after(3999)).toBe('');
  expect(await after(1)).toBe('due');
});

test('while blocked nothing is polled until the block ends or the user returns', async () => {
  const signedIn = wait(5000, 'watched', true);
  expect(await signedIn.after(3_600_000)).toBe('');
  signedIn.become(false);
  expect(await signedIn.after(0)).toBe('due');
  const back = wait(5000, 'watched', true);
  await back.after(3_600_000);
  back.attention.become('unfocused');
  expect(await back.after(3_600_000)).toBe('');
  back.attention.become('watched');
  expect(await back.after(0)).toBe('due');
});

test('an aborted wait throws and leaves nothing behind', async () => {
  const { closing, listeners, after } = wait(5000, 'watched');
  closing.abort(new Error('closed'));
  expect(await after(0)).toBe('Error: closed');
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
