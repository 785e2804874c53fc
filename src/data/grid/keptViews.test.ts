import { expect, test } from 'vitest';
import { openKeptViews } from './keptViews.ts';
import type { ViewRows } from './viewRows.ts';

const viewOf = (rowCount: number): ViewRows => ({ rowCount, order: new Int32Array(rowCount), sortNotes: [] });

/** Requests views in sequence; returns those that were computed. */
async function workedOut(mostBytes: number, keys: readonly string[]): Promise<readonly string[]> {
  const { rows } = openKeptViews(mostBytes);
  const found: string[] = [];
  for (const key of keys)
    await rows(
      key,
      async () => {
        found.push(key);
        return viewOf(100);
      },
      {},
    );
  return found;
}

test('a cached view is computed once', async () => {
  expect(await workedOut(1000, ['a', 'a', 'b', 'a'])).toEqual(['a', 'b']);
});

test('the least recently used views are evicted above the limit, but never the last one', async () => {
  expect(await workedOut(1000, ['a', 'b', 'a', 'c', 'a', 'b'])).toEqual(['a', 'b', 'c', 'b']);
  expect(await workedOut(10, ['a', 'a', 'b', 'a'])).toEqual(['a', 'b', 'a']);
});

test('a view survives when the caller that started it cancels', async () => {
  const { rows } = openKeptViews();
  const controller = new AbortController();
  const first = rows(
    'a',
    ({ signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
    { signal: controller.signal },
  );
  const second = rows('a', async () => viewOf(3), {});
  controller.abort();
  await expect(first).rejects.toThrow();
  expect((await second).rowCount).toBe(3);
});

test('a view that failed is computed again', async () => {
  const { rows } = openKeptViews();
  await expect(rows('a', async () => Promise.reject(new Error('no')), {})).rejects.toThrow('no');
  expect((await rows('a', async () => viewOf(2), {})).rowCount).toBe(2);
});
