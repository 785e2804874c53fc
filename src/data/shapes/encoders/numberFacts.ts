import * as z from 'zod/mini';

/** What was learned of a column of numbers, or of dates as milliseconds since 1970, on the training rows. */
export const numberFactsSchema = z.object({
  /** Replaces a missing value; absent: no value may be missing. */
  fill: z.exactOptional(z.number()),
  /** Share of the training rows without a value. */
  missingShare: z.number(),
  /** Of the values that are there. */
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  /** How dates of the column are written, as strftime; absent: it has none. */
  dateFormat: z.exactOptional(z.string()),
});

export type NumberFacts = z.infer<typeof numberFactsSchema>;
