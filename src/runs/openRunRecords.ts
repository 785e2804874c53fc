import { readJsonFile } from '../files/jsonFiles.ts';
import { recordSchema } from './recordSchema.ts';
import { runRecordsIn } from './runRecords.ts';
import type { RunRecord, RunRecords } from './runRecords.ts';

/** The record in a file; undefined when it does not exist or cannot be read. */
export const readRunRecord = (path: string): Promise<RunRecord | undefined> =>
  readJsonFile(path, recordSchema);

export const openRunRecords = (storageFolder: string): RunRecords =>
  runRecordsIn(storageFolder, readRunRecord);
