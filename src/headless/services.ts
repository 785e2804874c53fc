import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../aws/connections/types.ts';
import { createEngine } from '../data/engine/client.ts';
import type { Engine } from '../data/engine/calls.ts';
import type { RunHistory } from '../runs/history/history.ts';
import { openRunHistory } from '../runs/history/openHistory.ts';
import { billsMoney } from '../aws/connections/types.ts';
import { openJobLedger } from '../guard/journal/jobLedger.ts';
import { journalFolder } from '../guard/journal/journalFolder.ts';
import { withRates } from '../guard/journal/openJournal.ts';
import { trainingPrice } from '../aws/costs.ts';
import { openRunRecords } from '../runs/openRunRecords.ts';
import { openSessions } from '../runs/session.ts';
import type { OpenSession } from '../runs/session.ts';
import type { TrainStores } from '../runs/train.ts';
import { openTrust } from '../runs/trust.ts';
import type { Trust } from '../runs/trust.ts';
import { destinationGiven, headlessDestinations } from './destination.ts';
import type { GivenDestination } from './destination.ts';
import type { Studies } from '../studies/studies.ts';
import { startOwnServer } from './localServer.ts';
import type { OwnServer } from './localServer.ts';
import { openPrices } from '../runs/prices/prices.ts';
import type { Prices } from '../runs/prices/prices.ts';
import { ownJobs } from './ownJobs.ts';
import { machineFolders } from './machineFolders.ts';

/** What a run works with, and a folder of its own that goes with it. */
export interface Services extends TrainStores {
  readonly engine: Engine;
  readonly connection: Connection;
  /** Of the connection; on Local of the own embedded server, which starts with the first call. */
  readonly openSession: OpenSession;
  readonly history: RunHistory;
  /** As the extension knows them on this machine. */
  readonly prices: Pick<Prices, 'rates'>;
  /** Which tables an experiment may send to AWS. */
  readonly trust: Trust;
  /** Of the own folder; loaded with the first study. */
  readonly studies: () => Promise<Studies>;
  /** Ends every process and removes the folder. */
  close(): Promise<void>;
}

interface Needs extends GivenDestination {
  /** Gives the path of a bundle by its file name. */
  readonly bundleOf: (name: string) => string;
  readonly connection: Connection;
}

const mostMemoryBytes = 4 * 2 ** 30;

/** Copies of large tables go with the run. */
const dataSettings = (folder: string) => ({
  cacheFolder: join(folder, 'tables'),
  cacheLimitBytes: Number.MAX_SAFE_INTEGER,
  memoryLimitBytes: Math.min(mostMemoryBytes, totalmem() / 4),
});

export async function openServices({ bundleOf, connection, ...given }: Needs): Promise<Services> {
  const folder = await mkdtemp(join(tmpdir(), 'linear-learner-run-'));
  const engine = createEngine(bundleOf('engine.mjs'), { settings: () => dataSettings(folder) });
  let server: Promise<OwnServer> | undefined;
  const connectLocal = () => (server ??= startOwnServer(join(folder, 'local'), bundleOf('local.mjs')));
  const sessions = openSessions({
    connection: () => connection,
    connectLocal,
    renewals: () => 0,
    onOpened: () => undefined,
    destinations: headlessDestinations(folder, machineFolders(), given),
    askDestination: destinationGiven(given),
  });
  const records = openRunRecords(folder);
  // What is billed may outlive this process, so editors show it too.
  const prices = openPrices(folder, { others: machineFolders() });
  const journal = openJobLedger(billsMoney(connection) ? journalFolder() : folder);
  const jobs = ownJobs(withRates(journal, trainingPrice, () => prices.rates()));
  const history = openRunHistory(folder, { records, jobs, prices });
  let studies: Promise<Studies> | undefined;
  const openStudies = async () =>
    (await import('../studies/studies.ts')).openStudies({
      storageFolder: folder,
      openEngine: () =>
        createEngine(bundleOf('engine.mjs'), {
          settings: () => ({ ...dataSettings(folder), givesWay: true }),
          cancelGraceMs: 300,
        }),
      jobModulePath: bundleOf('job.mjs'),
    });
  return {
    studies: () => (studies ??= openStudies()),
    engine,
    connection,
    openSession: sessions.open,
    records,
    history,
    prices,
    jobs,
    trust: openTrust(folder, () => [process.cwd()]),
    async close() {
      await (await studies?.catch(() => undefined))?.dispose();
      await engine.dispose();
      history.dispose();
      sessions.dispose();
      const started = await server?.catch(() => undefined);
      await started?.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
