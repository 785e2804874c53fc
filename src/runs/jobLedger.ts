import { join } from 'node:path';
import * as z from 'zod/mini';
import { openLedger, recordedFields } from './ledger.ts';
import type { Ledger } from './ledger.ts';

const entrySchema = z.object({
  version: z.literal(1),
  ...recordedFields,
  /** Name of the experiment file, without .linear.json. */
  title: z.string(),
  state: z.enum(['requested', 'seen', 'abandoned']),
});

/** A training job that this machine started and that may still run. */
export type JobEntry = Omit<z.infer<typeof entrySchema>, 'version'>;
export type JobLedger = Ledger<JobEntry>;

export const openJobLedger = (storageFolder: string): JobLedger =>
  openLedger(join(storageFolder, 'trainingJobs'), entrySchema, { version: 1, keyOf: jobKey });

/** Identifies a training job; without `account`, since no two runs of this machine share a name. */
export const jobKey = ({ connectionId, trainingJobName }: JobEntry): string =>
  `${connectionId}\n${trainingJobName}`;
