import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { preparationSchema } from '../data/shapes/preparation.ts';
import type { Preparation } from '../data/shapes/preparation.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

/** How a run was made, without its experiment and paths of this machine. */
export const madeFields = {
  version: z.literal(1),
  trainingJobName: z.string(),
  /** Name of the experiment file, without .linear.json. */
  title: z.string(),
  datasetSha256: z.string(),
  rowCounts: z.object({
    train: z.int(),
    validation: z.int(),
    test: z.int(),
    withoutTarget: z.optional(z.int()),
    byRules: z.optional(z.int()),
    withGaps: z.optional(z.int()),
    setAside: z.optional(z.int()),
  }),
  prepareMs: z.number(),
  uploadMs: z.number(),
  uploadedBytes: z.int(),
};

export const recordSchema = z.object({
  ...madeFields,
  /** Absent in records of earlier versions. */
  connectionId: z.optional(z.string()),
  // Validated before it was recorded: the full schema would add the hyperparameter table to the extension's bundle.
  experiment: z.custom<Experiment>((given) => typeof given === 'object' && given !== null),
  /** Absolute path of the experiment file. */
  experimentPath: z.string(),
  preparation: preparationSchema,
  trainPath: z.string(),
  testPath: z.optional(z.string()),
  modelS3Uri: z.string(),
});

/** What this machine stores of a run: enough to evaluate the model and to query it by column names. */
export interface RunRecord extends Omit<z.infer<typeof recordSchema>, 'preparation'> {
  readonly preparation: Preparation;
}

export interface RunRecords {
  /** The folder of a run's files. */
  folderOf(connectionId: string, trainingJobName: string): string;
  save(connectionId: string, record: RunRecord): Promise<void>;
  find(connectionId: string, trainingJobName: string): Promise<RunRecord | undefined>;
  saveEvaluation(connectionId: string, trainingJobName: string, evaluation: Evaluation): Promise<void>;
  /** Calls back when a record or an evaluation was saved. */
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

export function openRunRecords(storageFolder: string): RunRecords {
  const folderOf = (connectionId: string, name: string) =>
    join(runsFolder(storageFolder), folderNameOf(connectionId), hashOf(name));
  const newestPath = (connectionId: string, experimentPath: string) =>
    join(storageFolder, 'newestRuns', hashOf(connectionId), `${hashOf(experimentPath)}.json`);
  const listeners = new Set<(connectionId: string, trainingJobName: string) => void>();
  const write = async (connectionId: string, name: string, file: string, value: unknown) => {
    await writeJsonFile(join(folderOf(connectionId, name), file), value);
    for (const listener of listeners) listener(connectionId, name);
  };
  return {
    folderOf,
    save: (connectionId, record) =>
      write(connectionId, record.trainingJobName, 'run.json', { ...record, connectionId }),
    saveEvaluation: (connectionId, name, evaluation) =>
      write(connectionId, name, 'evaluation.json', evaluation),
    onDidSave(listener) {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    find: (connectionId, name) => readJsonFile(join(folderOf(connectionId, name), 'run.json'), recordSchema),
    saveNewest: (connectionId, { experimentPath, trainingJobName }) =>
      writeJsonFile(newestPath(connectionId, experimentPath), { experimentPath, trainingJobName }),
    newestOf: async (connectionId, experimentPath) =>
      (await readJsonFile(newestPath(connectionId, experimentPath), newestSchema))?.trainingJobName,
  };
}
