import * as z from 'zod/mini';

/** A call sent to the engine, or the wish to stop one; `request` is plain data from our own process, typed by EngineCalls. */
export const callMessageSchema = z.union([
  z.object({ cancel: z.int() }),
  z.object({
    id: z.int(),
    name: z.string(),
    request: z.unknown(),
    /** Whether a partial answer is of use. */
    wantsPartial: z.boolean(),
  }),
]);
export type CallMessage = z.infer<typeof callMessageSchema>;

/** Any number of progress reports and partial answers, then the answer or the failure. */
export const answerMessageSchema = z.union([
  z.object({
    id: z.int(),
    failure: z.object({
      code: z.optional(z.string()),
      facts: z.optional(z.record(z.string(), z.unknown())),
      message: z.string(),
    }),
  }),
  z.object({
    id: z.int(),
    progress: z.object({
      phase: z.enum([
        'downloading',
        'reading',
        'profiling',
        'splitting',
        'fitting',
        'writing',
        'evaluating',
        'searching',
        'sorting',
      ]),
      done: z.number(),
      total: z.number(),
      unit: z.enum(['bytes', 'rows', 'columns']),
      secondsLeft: z.optional(z.number()),
    }),
  }),
  z.object({ id: z.int(), partial: z.unknown() }),
  z.object({ id: z.int(), answer: z.unknown() }),
]);
export type AnswerMessage = z.infer<typeof answerMessageSchema>;
