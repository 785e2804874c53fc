import * as z from 'zod/mini';
import { lineOfRecord, openLedger, recordedFields } from './ledger.ts';
import type { Ledger } from './ledger.ts';

const entrySchema = z.object({
  version: z.literal([1, 2]),
  ...recordedFields,
  /** Name of the experiment file, without .linear.json. */
  title: z.string(),
  /** When the service stops it at the latest, from its start. */
  maxRuntimeSeconds: z.optional(z.number()),
  state: z.enum(['requested', 'seen', 'abandoned']),
});

/** A training job that this machine started and that may still run. */
export type JobEntry = Omit<z.infer<typeof entrySchema>, 'version'>;
export type JobLedger = Ledger<JobEntry>;

/** The training jobs in the journal in `folder`. */
export const openJobLedger = (folder: string): JobLedger =>
  openLedger(folder, 'trainingJobs', entrySchema, {
    version: 2,
    keyOf: jobKey,
    lineOf: (entry, ending) => ({
      kind: 'trainingJob',
      name: entry.trainingJobName,
      ...lineOfRecord(entry, ending),
    }),
  });

/** Identifies a training job; without `account`, since no two runs of this machine share a name. */
export const jobKey = ({ connectionId, trainingJobName }: JobEntry): string =>
  `${connectionId}\n${trainingJobName}`;
