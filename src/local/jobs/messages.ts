import * as z from 'zod/mini';

/** Files of a channel, in key order, with the content type that says how to read them; `name` is what failures call a file. */
const channel = z.object({
  contentType: z.string(),
  files: z.array(z.object({ path: z.string(), name: z.string() })),
});

const jobRequestSchema = z.object({
  hyperparameters: z.record(z.string(), z.string()),
  channels: z.object({ train: channel, validation: z.optional(channel), test: z.optional(channel) }),
  /** Where the artifact is to be written. */
  artifactPath: z.string(),
});
export type JobRequest = z.infer<typeof jobRequestSchema>;

/** What the server tells a job process. */
export const serverMessageSchema = z.discriminatedUnion('kind', [
  z.extend(jobRequestSchema, { kind: z.literal('train') }),
  /** Ends the training under way, with the best model so far. */
  z.object({ kind: z.literal('stop') }),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;

/** What a job process tells the server. */
export const jobMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('training') }),
  z.object({ kind: z.literal('log'), lines: z.array(z.string()) }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);
export type JobMessage = z.infer<typeof jobMessageSchema>;
