import * as z from 'zod/mini';
import type { Experiment } from '../data/shapes/experiment.ts';
import { preparationSchema } from '../data/shapes/preparation.ts';
import { datasetFileSchema } from './datasetFile.ts';

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
  /** Absent for tables of several files or in S3, and in records of earlier versions. */
  datasetFile: z.optional(datasetFileSchema),
  preparation: preparationSchema,
  trainPath: z.string(),
  testPath: z.optional(z.string()),
  modelS3Uri: z.string(),
  /** Where the data of another machine's run is, while this machine has no copy of it at `trainPath` and `testPath`. */
  dataAt: z.optional(z.object({ trainS3Uri: z.string(), testS3Uri: z.optional(z.string()) })),
});
