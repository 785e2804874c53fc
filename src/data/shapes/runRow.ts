import * as z from 'zod/mini';
import { metricNames } from '../../learner/metrics/metricNames.ts';
import { predictorTypes } from '../../learner/hyperparameters/spec.ts';

const runStatuses = ['InProgress', 'Stopping', 'Completed', 'Failed', 'Stopped', 'unknown'] as const;

const metrics = z.partialRecord(z.enum(metricNames), z.number());

/** One run in the history of runs: what is listed, sorted and filtered. Its records in the run's folder are the source of all of it. */
export const runRowSchema = z.object({
  connectionId: z.string(),
  trainingJobName: z.string(),
  experimentPath: z.string(),
  /** As the user renamed it, or the name of the experiment. */
  title: z.string(),
  /** ISO 8601 */
  createdAt: z.string(),
  status: z.enum(runStatuses),
  target: z.string(),
  predictorType: z.enum(predictorTypes),
  rowCounts: z.object({ train: z.int(), validation: z.int(), test: z.int() }),
  datasetSha256: z.string(),
  /** On the held-out rows; absent until evaluated. */
  metrics: z.optional(metrics),
  /** 95 % bootstrap intervals of the metrics that have one. */
  intervals: z.optional(
    z.partialRecord(z.enum(metricNames), z.object({ low: z.number(), high: z.number() })),
  ),
  baseline: z.optional(metrics),
  reference: z.optional(metrics),
  epochs: z.optional(z.int()),
  /** From creation to end. */
  durationSeconds: z.optional(z.number()),
  billableSeconds: z.optional(z.number()),
  instanceType: z.string(),
  instanceCount: z.int(),
  /** US dollars billed for the training; absent while unknown, 0 where it is free. */
  costUsd: z.optional(z.number()),
  /** What the experiment sets, flat: 'hyperparameters.epochs' → '15', 'split.seed' → '0', 'features' → '12 columns'. */
  settings: z.record(z.string(), z.string()),
  note: z.optional(z.string()),
  tags: z.array(z.string()),
  isPinned: z.boolean(),
});

export type RunRow = z.infer<typeof runRowSchema>;
