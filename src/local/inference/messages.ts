import * as z from 'zod/mini';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What the server sends to an inference process, one after the other. */
export const inferenceRequestSchema = z.discriminatedUnion('kind', [
  /** Loads the artifact at a path and makes one prediction with it. */
  z.object({ kind: z.literal('ping'), path: z.string() }),
  z.object({
    kind: z.literal('invoke'),
    path: z.string(),
    body: bytes,
    contentType: z.string(),
    accept: z.string(),
  }),
  /** The next piece of the answer under way. */
  z.object({ kind: z.literal('next') }),
  /** The rest of the answer under way is not wanted. */
  z.object({ kind: z.literal('drop') }),
]);
export type InferenceRequest = z.infer<typeof inferenceRequestSchema>;

/** What an inference process answers to each. */
export const inferenceReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.literal('piece'), contentType: z.string(), bytes, isLast: z.boolean() }),
  /** What the client sent cannot be answered: a failure of the payload, by its code. */
  z.object({ kind: z.literal('refused'), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type InferenceReply = z.infer<typeof inferenceReplySchema>;
