import * as z from 'zod/mini';

/** A call sent to the engine; `request` is plain data from our own process, typed by EngineCalls. */
export const callMessageSchema = z.object({ id: z.int(), name: z.string(), request: z.unknown() });

export const answerMessageSchema = z.union([
  z.object({ id: z.int(), answer: z.unknown() }),
  z.object({
    id: z.int(),
    failure: z.object({
      code: z.optional(z.string()),
      facts: z.optional(z.record(z.string(), z.unknown())),
      message: z.string(),
    }),
  }),
]);
export type AnswerMessage = z.infer<typeof answerMessageSchema>;
