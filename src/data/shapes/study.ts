import * as z from 'zod/mini';
import { metricNames } from '../../learner/metrics/metricNames.ts';
import type { Feature } from './encoders/feature.ts';
import type { Experiment } from './experiment.ts';

const seed = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());

/**
 * Where a value is in an experiment: ['hyperparameters', 'wd'], ['features', 'Age', 'encode'] by column name, ['targetTransform'],
 * ['split', 'seed']; ['features', 'Age'] is the whole column.
 */
const path = z.array(z.string()).check(z.minLength(1));
/** null: left out. A key then has its default, and a column is no feature. */
const value = z.nullable(z.union([z.string(), z.number(), z.boolean()]));

/** One difference from an experiment. */
const editSchema = z.object({ path, value });
export type Edit = z.infer<typeof editSchema>;

/** What is varied, and over which values. */
const varySchema = z.union([
  z.strictObject({ path, values: z.array(value).check(z.minLength(1)) }),
  /** Numbers are drawn between both ends, by the logarithm where `scale` is 'log'; for random search only. */
  z.strictObject({
    path,
    low: z.number(),
    high: z.number(),
    scale: z.enum(['linear', 'log']),
    /** Whether only whole numbers are drawn. If absent: where the experiment takes no others. */
    isWhole: z.optional(z.boolean()),
  }),
]);
export type Vary = z.infer<typeof varySchema>;

/** Something tried on this machine, for free, to learn about an experiment before it is trained. */
export const studyPlanSchema = z.discriminatedUnion('kind', [
  /** Folds as the experiment's split draws them. */
  z.strictObject({
    kind: z.literal('cross-validation'),
    folds: z.int().check(z.minimum(2), z.maximum(100)),
    repeats: positive,
    seed,
  }),
  z.strictObject({
    kind: z.literal('variations'),
    method: z.enum(['grid', 'random', 'leave-one-feature-out']),
    vary: z.array(varySchema),
    /** Of random search. */
    trials: z.optional(positive),
    seed,
  }),
  z.strictObject({
    kind: z.literal('learning-curve'),
    /** Shares of the training rows, ascending, up to 1. */
    shares: z.array(z.number().check(z.gt(0), z.maximum(1))).check(z.minLength(2)),
    repeats: positive,
    seed,
  }),
]);
export type StudyPlan = z.infer<typeof studyPlanSchema>;

export const studyRecordSchema = z.object({
  version: z.literal(1),
  studyId: z.string(),
  /** ISO 8601 */
  createdAt: z.string(),
  experimentPath: z.string(),
  /** As it was when the study was planned; validated before it was recorded. */
  experiment: z.custom<Experiment>((given) => typeof given === 'object' && given !== null),
  /** Of an experiment that lists none, what a run of it uses. */
  features: z.optional(z.custom<readonly Feature[]>((given) => Array.isArray(given))),
  datasetPath: z.string(),
  datasetSha256: z.string(),
  plan: studyPlanSchema,
  trialCount: z.int(),
});
export type StudyRecord = z.infer<typeof studyRecordSchema>;

const metrics = z.partialRecord(z.enum(metricNames), z.number());

/** One training of a study. */
export const trialSchema = z.object({
  /** From 0, in the order of the plan. */
  index: z.int(),
  /** Of a variation: what differs from the experiment. */
  edits: z.array(editSchema),
  /** Of cross-validation, from 0. */
  fold: z.optional(z.int()),
  /** Of cross-validation and learning curves, from 0. */
  repeat: z.optional(z.int()),
  /** Of the training rows, of a learning curve. */
  share: z.optional(z.number()),
  trainRowCount: z.int(),
  testRowCount: z.int(),
  /** On the held-out rows. */
  metrics: z.optional(metrics),
  /** Of the converged reference fit on the same rows. */
  reference: z.optional(metrics),
  intervals: z.optional(
    z.partialRecord(z.enum(metricNames), z.object({ low: z.number(), high: z.number() })),
  ),
  durationMs: z.number(),
  /** Why it failed. */
  failure: z.optional(z.object({ code: z.string(), message: z.string() })),
});
export type Trial = z.infer<typeof trialSchema>;
