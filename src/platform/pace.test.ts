import { expect, test } from 'vitest';
import { alwaysWatched, neverHidden, pacedMs, retryAfterMs } from './pace.ts';

test('retries begin after five seconds and double up to five minutes', () => {
  expect([1, 2, 3, 4, 20].map(retryAfterMs)).toEqual([5000, 10_000, 20_000, 40_000, 300_000]);
});

test('what nobody looks at is polled less, and not at all when it is hidden', () => {
  expect(pacedMs(5000, 'watched')).toBe(5000);
  expect(pacedMs(5000, 'unfocused')).toBe(60_000);
  expect(pacedMs(90_000, 'unfocused')).toBe(90_000);
  expect(pacedMs(5000, 'hidden')).toBeUndefined();
});

test('a hidden view with work in progress is polled as if unfocused', () => {
  const hidden = neverHidden({ ...alwaysWatched, current: () => 'hidden' });
  expect(pacedMs(5000, hidden.current())).toBe(60_000);
  expect(neverHidden(alwaysWatched).current()).toBe('watched');
});
