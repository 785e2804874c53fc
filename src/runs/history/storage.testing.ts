import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJobLedger } from '../../guard/journal/jobLedger.ts';
import { openRunRecords } from '../openRunRecords.ts';
import { drawnRecord } from './drawnRuns.testing.ts';
import { shippedRates } from '../../aws/costs.ts';
import type { Prices } from '../prices/prices.ts';
import { openRunHistory } from './openHistory.ts';
import type { OpenRunHistory } from './openHistory.ts';

/** The name of the job of a drawn run. */
export const nameOf = (number: number): string => drawnRecord(number).trainingJobName;

export type TestStorage = Awaited<ReturnType<typeof openStorage>>;

/** A storage folder of its own, with windows that open its history. */
export async function openStorage() {
  const storage = await mkdtemp(join(tmpdir(), 'll-history-'));
  const opened: OpenRunHistory[] = [];
  const records = openRunRecords(storage);
  return {
    storage,
    records,
    folderOf: (number: number) => records.folderOf('local', nameOf(number)),
    /** Records drawn runs, as trainings do. */
    save: async (...numbers: readonly number[]) => {
      for (const number of numbers) await records.save('local', drawnRecord(number));
    },
    /** Its history as a window opens it. */
    window: (prices: Pick<Prices, 'rates'> = { rates: async () => shippedRates }) => {
      const history = openRunHistory(storage, { records, jobs: openJobLedger(storage), prices });
      opened.push(history);
      return history;
    },
    close: async () => {
      for (const history of opened) history.dispose();
      await rm(storage, { recursive: true, force: true });
    },
  };
}
