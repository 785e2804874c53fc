import { join } from 'node:path';
import * as z from 'zod/mini';
import type { EndpointDetails } from '../aws/endpoints.ts';
import type { Preparation } from '../data/engine/engine.ts';
import { experimentSchema } from '../data/experiment/schema.ts';
import { runFailure } from './errors.ts';
import { readJsonFile, writeJsonFile } from './jsonFiles.ts';

const feature = z.object({
  column: z.string(),
  type: z.literal('number'),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
});
const preparationSchema = z.object({
  version: z.literal(1),
  target: z.string(),
  features: z.array(feature),
  trainMean: z.number(),
  testRowNumbers: z.array(z.int()),
});

const recordSchema = z.object({
  version: z.literal(1),
  trainingJobName: z.string(),
  /** Name of the experiment file, without its ending. */
  title: z.string(),
  /** Absolute path of the experiment file. */
  experimentPath: z.string(),
  experiment: experimentSchema,
  datasetSha256: z.string(),
  rowCounts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  prepareMs: z.number(),
  uploadMs: z.number(),
  uploadedBytes: z.int(),
  preparation: preparationSchema,
  trainPath: z.string(),
  testPath: z.optional(z.string()),
  modelS3Uri: z.string(),
});

/** What this machine keeps of a run: enough to judge the model and to ask it in the user's own columns. */
export interface RunRecord extends Omit<z.infer<typeof recordSchema>, 'preparation'> {
  readonly preparation: Preparation;
}

export interface RunRecords {
  /** The folder of a run's files. */
  folderOf(connectionId: string, trainingJobName: string): string;
  save(connectionId: string, record: RunRecord): Promise<void>;
  find(connectionId: string, trainingJobName: string): Promise<RunRecord | undefined>;
}

export function openRunRecords(storageFolder: string): RunRecords {
  const folderOf = (connectionId: string, name: string) =>
    join(storageFolder, 'runs', encodeURIComponent(connectionId), encodeURIComponent(name));
  return {
    folderOf,
    save: (connectionId, record) =>
      writeJsonFile(join(folderOf(connectionId, record.trainingJobName), 'run.json'), record),
    find: (connectionId, name) => readJsonFile(join(folderOf(connectionId, name), 'run.json'), recordSchema),
  };
}

/** The record, or a failure that says that the run is not of this machine. */
export async function requireRunRecord(
  records: RunRecords,
  connectionId: string,
  trainingJobName: string,
): Promise<RunRecord> {
  const record = await records.find(connectionId, trainingJobName);
  if (record !== undefined) return record;
  const message = `${trainingJobName} was not trained from this machine`;
  throw runFailure('run-of-another-machine', { trainingJobName }, message);
}

/** The record of a run whose held-out rows are here, so that its model can be judged. */
export async function requireHeldOutRows(
  records: RunRecords,
  connectionId: string,
  trainingJobName: string,
): Promise<RunRecord & { readonly testPath: string }> {
  const record = await requireRunRecord(records, connectionId, trainingJobName);
  const { testPath } = record;
  if (testPath !== undefined) return { ...record, testPath };
  throw runFailure('no-held-out-rows', { trainingJobName }, `${trainingJobName} held no rows out`);
}

/** The run that an endpoint's model comes from. */
export async function requireRunOfEndpoint(
  records: RunRecords,
  connectionId: string,
  endpointName: string,
  details: EndpointDetails | undefined,
): Promise<RunRecord> {
  if (details === undefined)
    throw runFailure('endpoint-gone', { endpointName }, `${endpointName} does not exist`);
  const { trainingJobName } = details.origin;
  if (trainingJobName !== undefined) return requireRunRecord(records, connectionId, trainingJobName);
  throw runFailure('endpoint-not-ours', { endpointName }, `${endpointName} names no training job`);
}
