import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Preparation } from '../data/shapes/preparation.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { exists } from '../files/exists.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';
import type { recordSchema } from './recordSchema.ts';

/** What this machine stores of a run: enough to evaluate the model and to query it by column names. */
export interface RunRecord extends Omit<z.infer<typeof recordSchema>, 'preparation'> {
  readonly preparation: Preparation;
}

export interface RunRecords {
  /** The folder of a run's files. */
  folderOf(connectionId: string, trainingJobName: string): string;
  save(connectionId: string, record: RunRecord): Promise<void>;
  find(connectionId: string, trainingJobName: string): Promise<RunRecord | undefined>;
  /** Removes what was prepared for a job that was not created. */
  discard(connectionId: string, trainingJobName: string): Promise<void>;
  /** Nothing when the run has been removed meanwhile. */
  saveEvaluation(connectionId: string, trainingJobName: string, evaluation: Evaluation): Promise<void>;
  /** Calls back when a record or an evaluation was saved, or a record discarded. */
  onDidSave(listener: (connectionId: string, trainingJobName: string) => void): { dispose(): void };
  /** Saves a started run as the newest of its experiment file. */
  saveNewest(connectionId: string, run: Pick<RunRecord, 'experimentPath' | 'trainingJobName'>): Promise<void>;
  /** The newest training job of an experiment file that this machine started. */
  newestOf(connectionId: string, experimentPath: string): Promise<string | undefined>;
}

const newestSchema = z.object({ experimentPath: z.string(), trainingJobName: z.string() });

/** Names come from services and other extensions, so '..' or an overlong name must not lead to another folder. */
export const hashOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32);

/** The folder of all runs, a folder a connection in it, a folder a run in each of those. */
export const runsFolder = (storageFolder: string): string => join(storageFolder, 'runs');

/** The id of a connection of which only the hash is known: that of runs whose record does not name it. */
export const unknownConnection = (hash: string): string => `unknown:${hash}`;

const folderNameOf = (connectionId: string) =>
  /^unknown:([0-9a-f]{32})$/.exec(connectionId)?.[1] ?? hashOf(connectionId);

/** Records in this storage folder; `read` is loaded apart, since it takes the schemas of all encoders. Others call openRunRecords. */
export function runRecordsIn(
  storageFolder: string,
  read: (path: string) => Promise<RunRecord | undefined>,
): RunRecords {
  const folderOf = (connectionId: string, name: string) =>
    join(runsFolder(storageFolder), folderNameOf(connectionId), hashOf(name));
  const newestPath = (connectionId: string, experimentPath: string) =>
    join(storageFolder, 'newestRuns', hashOf(connectionId), `${hashOf(experimentPath)}.json`);
  const listeners = new Set<(connectionId: string, trainingJobName: string) => void>();
  const saved = (connectionId: string, name: string) => {
    for (const listener of listeners) listener(connectionId, name);
  };
  const recordPath = (connectionId: string, name: string) => join(folderOf(connectionId, name), 'run.json');
  return {
    folderOf,
    async save(connectionId, record) {
      const { trainingJobName } = record;
      await writeJsonFile(recordPath(connectionId, trainingJobName), { ...record, connectionId });
      saved(connectionId, trainingJobName);
    },
    async discard(connectionId, name) {
      await rm(folderOf(connectionId, name), { recursive: true, force: true });
      saved(connectionId, name);
    },
    async saveEvaluation(connectionId, name, evaluation) {
      if (!(await exists(recordPath(connectionId, name)))) return;
      await writeJsonFile(join(folderOf(connectionId, name), 'evaluation.json'), evaluation);
      saved(connectionId, name);
    },
    onDidSave(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    find: (connectionId, name) => read(recordPath(connectionId, name)),
    saveNewest: (connectionId, { experimentPath, trainingJobName }) =>
      writeJsonFile(newestPath(connectionId, experimentPath), { experimentPath, trainingJobName }),
    newestOf: async (connectionId, experimentPath) =>
      (await readJsonFile(newestPath(connectionId, experimentPath), newestSchema))?.trainingJobName,
  };
}
