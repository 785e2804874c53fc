import { randomBytes } from 'node:crypto';
import { access, readdir, rename, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { RunRow } from '../../data/shapes/runRow.ts';
import { fileFailure, isMissing } from '../../files/errors.ts';
import { runFailure } from '../errors.ts';
import { readJsonFile, writeJsonFile } from '../jsonFiles.ts';
import { runsFolder } from '../runRecords.ts';
import type { RunRecords } from '../runRecords.ts';
import type { RunHistory, RunMarks } from './history.ts';
import { knownConnections } from './knownConnections.ts';
import { addChange } from './marks.ts';
import { runOutcomeSchema } from './outcome.ts';
import { readRunFolder } from './runFolder.ts';
import type { KnownRun } from './runFolder.ts';

export interface OpenRunHistory extends RunHistory {
  dispose(): void;
}

/** The history of the runs whose records are in this storage folder. */
export function openRunHistory(
  storageFolder: string,
  records: Pick<RunRecords, 'folderOf' | 'onDidSave'>,
): OpenRunHistory {
  const runs = runsFolder(storageFolder);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const read = async (run: string, signal?: AbortSignal) =>
    readRunFolder(storageFolder, run, await knownConnections(storageFolder), signal);
  const keyOf = (connectionId: string, name: string) =>
    relative(runs, records.folderOf(connectionId, name)).replaceAll(sep, '/');
  const find = async (connectionId: string, name: string) => (await read(keyOf(connectionId, name)))?.row;
  const gone = (trainingJobName: string) =>
    runFailure('run-gone', { trainingJobName }, `${trainingJobName} is not on this machine`);
  const all = async (signal?: AbortSignal) => {
    const found: KnownRun[] = [];
    for (const run of await runFoldersIn(runs)) {
      const known = await read(run, signal);
      if (known !== undefined) found.push(known);
    }
    return found;
  };
  const requireRecord = async (connectionId: string, name: string) => {
    const folder = records.folderOf(connectionId, name);
    const isThere = await access(join(folder, 'run.json')).then(
      () => true,
      () => false,
    );
    if (!isThere) throw gone(name);
    return folder;
  };
  const saved = records.onDidSave(changed);
  return {
    async rows(signal) {
      const found = await all(signal);
      const rows = found.flatMap(({ row }) => row ?? []);
      return {
        rows: rows.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1)),
        unreadable: found.flatMap(({ unreadable = [] }) => unreadable),
      };
    },
    find,
    refresh: find,
    rebuild: async () => undefined,
    async mark(connectionId, name, change: RunMarks): Promise<RunRow> {
      const folder = await requireRecord(connectionId, name);
      const { isPinned } = change;
      const pin = isPinned === undefined ? undefined : isPinned ? new Date().toISOString() : null;
      await addChange(join(folder, 'marks.jsonl'), change, pin);
      changed();
      const row = await find(connectionId, name);
      if (row === undefined) throw gone(name);
      return row;
    },
    async saveOutcome(connectionId, name, outcome) {
      const folder = await requireRecord(connectionId, name);
      await writeJsonFile(join(folder, 'outcome.json'), outcome);
      changed();
    },
    outcomeOf: (connectionId, name) =>
      readJsonFile(join(records.folderOf(connectionId, name), 'outcome.json'), runOutcomeSchema),
    async remove(connectionId, name) {
      const away = join(runs, `.removed-${randomBytes(6).toString('hex')}`);
      const folder = records.folderOf(connectionId, name);
      try {
        await rename(folder, away);
      } catch (error) {
        throw isMissing(error) ? gone(name) : fileFailure(folder, error);
      }
      const files = await readdir(away, { recursive: true, withFileTypes: true });
      await rm(away, { recursive: true, force: true });
      changed();
      return { deletedFiles: files.filter((file) => !file.isDirectory()).length };
    },
    onDidChange(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    dispose() {
      saved.dispose();
      listeners.clear();
    },
  };
}

const hashPattern = /^[0-9a-f]{32}$/;

/** The folders of all runs, relative to the folder of runs. */
async function runFoldersIn(runs: string): Promise<readonly string[]> {
  const namesIn = async (folder: string) => {
    try {
      return (await readdir(folder)).filter((name) => hashPattern.test(name));
    } catch (error) {
      if (isMissing(error)) return [];
      throw fileFailure(folder, error);
    }
  };
  const found = await Promise.all(
    (await namesIn(runs)).map(async (connection) =>
      (await namesIn(join(runs, connection))).map((job) => `${connection}/${job}`),
    ),
  );
  return found.flat();
}
