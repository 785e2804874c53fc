import * as z from 'zod/mini';

/** A rate of aws/costs.ts, in a record on disk. */
export const rateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('free') }),
  z.object({ kind: z.literal('unknown') }),
  z.object({
    kind: z.literal('known'),
    usdPerHour: z.number().check(z.gte(0)),
    source: z.enum(['shipped', 'price-file', 'pricing-api', 'typed']),
    publishedOn: z.string(),
  }),
]);

/** Who ended an endpoint; 'elsewhere': another tool, machine or person. A training job ends by itself or is stopped: 'job'. */
export const endedBySchema = z.enum(['user', 'window', 'start-up', 'schedule', 'idle', 'elsewhere', 'job']);

export type EndedBy = z.infer<typeof endedBySchema>;

export const spendLineSchema = z.object({
  kind: z.enum(['endpoint', 'trainingJob']),
  connectionId: z.string(),
  account: z.optional(z.object({ accountId: z.string(), region: z.string() })),
  name: z.string(),
  arn: z.optional(z.string()),
  /** Of an endpoint: the training job whose model it serves. */
  trainingJobName: z.optional(z.string()),
  experiment: z.optional(z.string()),
  /** '' where the record does not say. */
  instanceType: z.string(),
  instanceCount: z.number(),
  rate: rateSchema,
  startedAtMs: z.number(),
  /** Undefined while it bills. Of a training job, the time between both is what AWS bills. */
  endedAtMs: z.optional(z.number()),
  leaseUntilMs: z.optional(z.number()),
  endedBy: z.optional(endedBySchema),
});

/** What an endpoint or a training job was billed for, or still is. Times are milliseconds since 1970. */
export type SpendLine = z.infer<typeof spendLineSchema>;
