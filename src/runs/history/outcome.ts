import * as z from 'zod/mini';

/** As `toISOString` writes it: rows are sorted by it as text. */
export const isoTime = z
  .string()
  .check(z.refine((text) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))));

const endStatuses = ['Completed', 'Failed', 'Stopped'] as const;

/** JSON.stringify writes NaN as null. */
const loss = z.pipe(
  z.nullable(z.number()),
  z.transform((value) => value ?? Number.NaN),
);

const curvesSchema = z.object({
  /** Of which rows the losses are. */
  lossOf: z.enum(['train', 'validation']),
  /** Which epochs the losses are of, from 1. */
  epochs: z.array(z.int()),
  /** `losses[i]` is the loss after `epochs[i]`; `model` counts from 0, as in the log. */
  models: z.array(z.object({ model: z.int(), losses: z.array(loss) })),
  /** The model that was chosen; absent where the log does not name it. */
  winner: z.optional(z.int()),
});

/** How a training job ended: outcome.json in the run's folder. */
export const runOutcomeSchema = z.object({
  version: z.literal(1),
  status: z.enum(endStatuses),
  failureReason: z.optional(z.string()),
  createdAt: isoTime,
  endedAt: isoTime,
  /** From the start of the training to its end. */
  trainingSeconds: z.optional(z.number()),
  billableSeconds: z.optional(z.number()),
  /** Epochs that were trained; fewer than planned when the training was stopped early. */
  epochs: z.int(),
  /** Absent where the log is gone. */
  curves: z.optional(curvesSchema),
});

export type RunOutcome = z.infer<typeof runOutcomeSchema>;
export type KeptCurves = z.infer<typeof curvesSchema>;
