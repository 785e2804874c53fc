import { afterEach, expect, test, vi } from 'vitest';
import { CancellationTokenSource, window } from '../../test/fakeVscode.ts';
import { isCancelled } from './cancellation.ts';
import { withProgressIfSlow } from './progress.ts';

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
