import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { databasePath } from '../store/paths.ts';
import { keepPresence } from './presence.ts';

afterEach(() => void vi.useRealTimers());

test('the watch ends after a look that was under way, so that no socket comes back behind it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const stateFolder = await mkdtemp(join(tmpdir(), 'll-presence-'));
  await writeFile(databasePath(stateFolder), '');
  const events: string[] = [];
  const lock = new EventEmitter();
  const address = { pid: 1, socketPath: join(stateFolder, 'no-socket'), protocol: 1, build: 'a' };
  const end = await keepPresence({
    stateFolder,
    address,
    async keepLock() {
      const free = once(lock, 'free');
      lock.emit('asked');
      await free;
      return true;
    },
    listenAgain: async () => void events.push('listened'),
    onLost: (reason) => void events.push(reason),
    onError: (error) => void events.push(String(error)),
  });
  const asked = once(lock, 'asked');
  vi.advanceTimersByTime(2000);
  await asked;
  const ended = end().then(() => events.push('ended'));
  lock.emit('free');
  await ended;
  expect(events).toEqual(['listened', 'ended']);
  await rm(stateFolder, { recursive: true });
});
