import * as z from 'zod/mini';
import { described } from '../described.ts';

const replacements = ['median', 'mean', 'mostFrequent', 'drop'] as const;

/** What a feature that is a number can be given. */
export const numberKeys = {
  missing: described(
    z.exactOptional(z.union([z.enum(replacements), z.number()])),
    'number: what replaces a missing value: the median, mean or most frequent value of the training rows, or a number of your own; with "drop", for every encoding, those rows are left out. If absent, no number may be missing.',
  ),
  indicator: described(
    z.exactOptional(z.boolean()),
    'number: whether a further column, NAME_missing, is 1 where a number was missing and 0 elsewhere.',
  ),
};

/** What was learned of a number on the training rows. */
export const fittedNumberSchema = z.object({
  /** Replaces a missing value; absent: no value may be missing. */
  fill: z.exactOptional(z.number()),
  indicator: z.boolean(),
  /** Share of the training rows without a value. */
  missingShare: z.number(),
  /** Of the values that are there. */
  min: z.number(),
  max: z.number(),
  mean: z.number(),
});

export type FittedNumber = z.infer<typeof fittedNumberSchema>;
