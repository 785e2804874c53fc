import * as z from 'zod/mini';

/** Files of a channel in key order and their content type; failures refer to a file by its `name`. */
const channel = z.object({
  contentType: z.string(),
  files: z.array(z.object({ path: z.string(), name: z.string() })),
});

const jobRequestSchema = z.object({
  hyperparameters: z.record(z.string(), z.string()),
  channels: z.object({ train: channel, validation: z.optional(channel), test: z.optional(channel) }),
  /** Where the artifact is to be written. */
  artifactPath: z.string(),
  metricDefinitions: z.array(z.object({ Name: z.string(), Regex: z.string() })),
});
export type JobRequest = z.infer<typeof jobRequestSchema>;

/** What the server sends to a job process. */
export const serverMessageSchema = z.discriminatedUnion('kind', [
  z.extend(jobRequestSchema, { kind: z.literal('train') }),
  /** Starts what a large job needs, before there is one. */
  z.object({ kind: z.literal('prepare') }),
  /** Ends training with the best model so far. */
  z.object({ kind: z.literal('stop') }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/** The last value of a metric in the log lines of the same message. */
const metric = z.object({ name: z.string(), value: z.number() });
export type JobMetric = z.infer<typeof metric>;

/** What a job process reports to the server. */
export const jobMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('training'), isLarge: z.boolean() }),
  z.object({ kind: z.literal('log'), lines: z.array(z.string()), metrics: z.array(metric) }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type JobMessage = z.infer<typeof jobMessageSchema>;
