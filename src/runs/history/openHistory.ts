import { rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { RateBook } from '../../aws/costs.ts';
import { exists } from '../../files/exists.ts';
import { Failure } from '../../learner/errors.ts';
import { runFailure } from '../errors.ts';
import type { JobEntry, JobLedger } from '../../guard/journal/jobLedger.ts';
import { readJsonFile, writeJsonFile } from '../../files/jsonFiles.ts';
import type { Prices } from '../prices/prices.ts';
import { runsFolder } from '../runRecords.ts';
import type { RunRecords } from '../runRecords.ts';
import type { RunHistory, RunMarks } from './history.ts';
import { listedOf, nextPinTime, pinsBeside } from './listed.ts';
import type { Listed } from './listed.ts';
import { addChange } from './marks.ts';
import { openKnownRuns } from './openKnownRuns.ts';
import { runOutcomeSchema } from './outcome.ts';
import { rememberRemoved, removedFrom } from './removedRuns.ts';
import { removeRunFolder } from './runFolders.ts';
import type { IndexContents } from './runsIndex.ts';

// Of this bundle, which is loaded when the first record is read.
export { readRunRecord } from '../openRunRecords.ts';

export interface OpenRunHistory extends RunHistory {
  dispose(): void;
}

interface Needs {
  readonly records: Pick<RunRecords, 'folderOf'>;
  /** The jobs that may run. */
  readonly jobs: Pick<JobLedger, 'read'>;
  readonly prices: Pick<Prices, 'rates'>;
}

/** The history of the runs whose records are in this storage folder. */
export function openRunHistory(storageFolder: string, { records, jobs, prices }: Needs): OpenRunHistory {
  const runs = runsFolder(storageFolder);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const known = openKnownRuns(storageFolder, changed);
  const folderOf = (run: string) => join(runs, run);
  const runOf = (connectionId: string, name: string) =>
    relative(runs, records.folderOf(connectionId, name)).replaceAll(sep, '/');
  const list = openListing({ jobs, prices }, runs);
  const find = async (run: string) => (await list(await known.all())).byFolder.get(run);
  const change = async (run: string, name: string, write: (folder: string) => Promise<void>) => {
    try {
      await changeRecord(folderOf(run), name, write);
    } finally {
      await known.readAgain(run);
    }
  };
  const remove = async (run: string, name: string) => {
    const deletedFiles = await removeRunFolder(runs, folderOf(run));
    await known.readAgain(run);
    changed();
    if (deletedFiles === undefined) throw gone(name);
    return { deletedFiles };
  };
  const unpin = async ({ run, row }: { run: string; row?: { trainingJobName: string } | undefined }) =>
    change(run, row?.trainingJobName ?? '', (folder) => addChange(folder, {}, null));

  return {
    async rows(signal) {
      const { rows, unreadable } = await list(await known.all(signal));
      return { rows, unreadable };
    },
    find: (connectionId, name) => find(runOf(connectionId, name)),
    async refresh(connectionId, name) {
      const run = runOf(connectionId, name);
      await known.readAgain(run);
      changed();
      return find(run);
    },
    async rebuild(options) {
      await known.rebuild(options);
      changed();
    },
    async mark(connectionId, name, marks) {
      const run = runOf(connectionId, name);
      const before = (await known.all()).runs;
      const pinnedAt = pinOf(marks, () => nextPinTime(before, run, Date.now()));
      await change(run, name, (folder) => addChange(folder, marks, pinnedAt));
      const pinned = typeof pinnedAt === 'string' ? pinsBeside((await known.all()).runs, run) : [];
      // Of a run that is removed meanwhile nothing is left to unpin.
      for (const older of pinned.filter((one) => (one.pinnedAt ?? '') < (pinnedAt ?? '')))
        await unpin(older).catch(() => undefined);
      changed();
      const row = await find(run);
      if (row === undefined) throw gone(name);
      return row;
    },
    async saveOutcome(connectionId, name, outcome) {
      await change(runOf(connectionId, name), name, (folder) =>
        writeJsonFile(join(folder, 'outcome.json'), outcome),
      );
      changed();
    },
    outcomeOf: (connectionId, name) =>
      readJsonFile(join(records.folderOf(connectionId, name), 'outcome.json'), runOutcomeSchema),
    async remove(connectionId, name) {
      const removed = await remove(runOf(connectionId, name), name);
      await rememberRemoved(storageFolder, connectionId, name);
      return removed;
    },
    removedFrom: (connectionId) => removedFrom(storageFolder, connectionId),
    async removeUnreadable({ folder }) {
      const { unreadable } = await list(await known.all());
      const found = unreadable.find((one) => one.folder === folder);
      if (found === undefined) throw gone(folder);
      return remove(relative(runs, folder).replaceAll(sep, '/'), found.trainingJobName ?? folder);
    },
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    dispose() {
      known.dispose();
      listeners.clear();
    },
  };
}

const gone = (trainingJobName: string) =>
  runFailure('run-gone', { trainingJobName }, `${trainingJobName} is not on this machine`);

/** The time of a pin, null for none; undefined where nothing is said about it. */
function pinOf({ isPinned }: RunMarks, time: () => string): string | null | undefined {
  if (isPinned === undefined) return undefined;
  return isPinned ? time() : null;
}

/** The listing, made again once the index, the jobs on record or the prices have changed. */
function openListing(
  { jobs, prices }: Omit<Needs, 'records'>,
  runsPath: string,
): (contents: IndexContents) => Promise<Listed> {
  let last:
    | {
        readonly contents: IndexContents;
        readonly running: string;
        readonly rates: RateBook;
        readonly listed: Listed;
      }
    | undefined;
  return async (contents) => {
    const entries: readonly JobEntry[] = (await jobs.read()).entries;
    const running = JSON.stringify(entries);
    const rates = await prices.rates();
    if (last?.contents !== contents || last.running !== running || last.rates !== rates)
      last = { contents, running, rates, listed: listedOf(contents, { jobs: entries, rates, runsPath }) };
    return last.listed;
  };
}

/** Writes to the folder of a run that has a record. Throws 'run-gone', also when another window removes the run meanwhile. */
async function changeRecord(
  folder: string,
  trainingJobName: string,
  write: (folder: string) => Promise<void>,
): Promise<void> {
  const isThere = () => exists(join(folder, 'run.json'));
  if (!(await isThere())) throw gone(trainingJobName);
  try {
    await write(folder);
  } catch (error) {
    throw error instanceof Failure && error.code === 'file-missing' ? gone(trainingJobName) : error;
  }
  if (await isThere()) return;
  // A file that is written makes its folder again.
  await rm(folder, { recursive: true, force: true });
  throw gone(trainingJobName);
}
