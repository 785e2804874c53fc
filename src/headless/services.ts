import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../aws/connections/types.ts';
import { createEngine } from '../data/engine/client.ts';
import type { Engine } from '../data/engine/calls.ts';
import { openDestinations } from '../runs/destinations.ts';
import type { RunHistory } from '../runs/history/history.ts';
import { openRunHistory } from '../runs/history/openHistory.ts';
import { openJobLedger } from '../runs/jobLedger.ts';
import { openRunRecords } from '../runs/runRecords.ts';
import { openSessions } from '../runs/session.ts';
import type { OpenSession } from '../runs/session.ts';
import type { TrainStores } from '../runs/train.ts';
import { headlessFailure } from './errors.ts';
import { startOwnServer } from './localServer.ts';
import type { OwnServer } from './localServer.ts';

/** What a run works with, and a folder of its own that goes with it. */
export interface Services extends TrainStores {
  readonly engine: Engine;
  /** Of the own embedded server, which starts with the first call. */
  readonly openSession: OpenSession;
  readonly history: RunHistory;
  /** Ends every process and removes the folder. */
  close(): Promise<void>;
}

const mostMemoryBytes = 4 * 2 ** 30;

/** Copies of large tables go with the run. */
const dataSettings = (folder: string) => ({
  cacheFolder: join(folder, 'tables'),
  cacheLimitBytes: Number.MAX_SAFE_INTEGER,
  memoryLimitBytes: Math.min(mostMemoryBytes, totalmem() / 4),
});

/** `bundleOf` gives the path of a bundle by its file name. */
export async function openServices(bundleOf: (name: string) => string): Promise<Services> {
  const folder = await mkdtemp(join(tmpdir(), 'linear-learner-run-'));
  const engine = createEngine(bundleOf('engine.mjs'), { settings: () => dataSettings(folder) });
  let server: Promise<OwnServer> | undefined;
  const connectLocal = () => (server ??= startOwnServer(join(folder, 'local'), bundleOf('local.mjs')));
  const sessions = openSessions({
    connection: () => localConnection,
    connectLocal,
    renewals: () => 0,
    onOpened: () => undefined,
    destinations: openDestinations(folder),
    // Local has its own.
    askDestination: () =>
      Promise.reject(headlessFailure('usage', { problem: '' }, 'There is nobody to ask.')),
  });
  const records = openRunRecords(folder);
  const history = openRunHistory(folder, records);
  return {
    engine,
    openSession: sessions.open,
    records,
    history,
    jobs: openJobLedger(folder),
    async close() {
      await engine.dispose();
      history.dispose();
      sessions.dispose();
      const started = await server?.catch(() => undefined);
      await started?.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
