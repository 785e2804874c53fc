import * as z from 'zod/mini';
import { readSchema } from '../data/shapes/read.ts';
import { metricNames } from '../learner/metrics/metricNames.ts';

/** JSON has no NaN: what cannot be computed is null. */
const figure = z.nullable(z.number());
const count = z.int().check(z.minimum(0));
const regressionFigures = { r2: figure, rmse: figure, mae: figure };
const classFigures = { auc: figure, accuracy: figure, logLoss: figure };
const figures = z.union([z.strictObject(regressionFigures), z.strictObject(classFigures)]);
const used = z.strictObject({ used: count, of: count });
const fit = {
  rows: used,
  columns: used,
  isConverged: z.boolean(),
  /** The model beside it; absent when they minimize different losses. */
  model: z.optional(z.enum(['better', 'level', 'worse'])),
};

const metricName = z.enum(metricNames);
/** Those that are defined on the held-out rows. */
const named = z.partialRecord(metricName, z.number());

/** One evaluated training, as `--json` prints it. */
export const runReportSchema = z.strictObject({
  /** Path of the experiment that was run; null where its folder cannot be written. */
  experiment: z.nullable(z.string()),
  read: readSchema,
  rows: z.strictObject({ total: count, train: count, test: count, dropped: count, setAside: count }),
  features: z.array(z.strictObject({ column: z.string(), encode: z.string() })),
  /** Of the held-out rows; null where none are held out. */
  metrics: z.nullable(figures),
  /** Of always predicting the mean, or the most frequent class. */
  baseline: z.nullable(figures),
  /** Of a converged fit to the same training rows. */
  reference: z.nullable(
    z.union([z.strictObject({ ...regressionFigures, ...fit }), z.strictObject({ ...classFigures, ...fit })]),
  ),
  /** All metrics, by the names that the limits use. */
  named,
  /** Of --fail-below and --fail-above, in this order: of the held-out rows, or of the means of a cross-validation. */
  limits: z.array(
    z.strictObject({
      metric: metricName,
      failsWhen: z.enum(['below', 'above']),
      value: z.number(),
      reached: figure,
      isMet: z.boolean(),
    }),
  ),
  /** Of --cross-validate; null without it. */
  crossValidation: z.nullable(
    z.strictObject({
      folds: count,
      /** The one that runs are ranked by. */
      metric: metricName,
      mean: figure,
      /** Corrected for the rows that folds share; null for fewer than two scores. */
      standardError: figure,
      scores: z.array(z.number()),
      means: named,
      /** Folds that could not be trained or evaluated. */
      failedCount: count,
    }),
  ),
  /** Of --compare-with; null without it. */
  comparison: z.nullable(
    z.strictObject({
      with: z.string(),
      /** The one that runs are ranked by. */
      metric: metricName,
      own: figure,
      other: figure,
      /** By how much the model is better than the other run's; below 0 where it is worse. */
      better: figure,
      /** Own less the other's. */
      differences: named,
      /** Of the held-out rows that both have, or why they say nothing. */
      verdict: z.strictObject({ words: z.string(), isBeyondChance: z.nullable(z.boolean()) }),
    }),
  ),
  findings: z.array(z.string()),
  training: z.strictObject({
    /** local, or PROFILE@REGION. */
    connection: z.string(),
    trainingJobName: z.string(),
    /** Of one instance; null where nothing is billed, or until it is known. */
    billableSeconds: figure,
    /** US dollars it could have cost at most; 0 where nothing is billed. */
    mostUsd: z.number(),
  }),
  seconds: z.strictObject({
    read: z.number(),
    prepare: z.number(),
    train: z.number(),
    evaluate: z.number(),
  }),
});
export type RunReport = z.infer<typeof runReportSchema>;

const extreme = z.nullable(z.union([z.number(), z.string()]));

/** How a table is read, as `--profile-only --json` prints it. */
export const profileReportSchema = z.strictObject({
  rows: count,
  read: readSchema,
  columns: z.array(
    z.strictObject({
      name: z.string(),
      meaning: z.string(),
      why: z.string(),
      missing: count,
      distinct: count,
      min: extreme,
      max: extreme,
    }),
  ),
  findings: z.array(z.string()),
});
export type ProfileReport = z.infer<typeof profileReportSchema>;

/** Any failure, as `--json` prints it. */
export const errorReportSchema = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    facts: z.record(z.string(), z.unknown()),
  }),
});

/** The JSON Schema of docs/headless.schema.json. */
export const headlessJsonSchema = () => ({
  ...z.toJSONSchema(z.union([runReportSchema, profileReportSchema, errorReportSchema])),
  title: 'What a run without VS Code prints with --json',
});
