import * as z from 'zod/mini';
import { described } from '../described.ts';
import { numberFactsSchema } from './numberFacts.ts';

/** What a feature with a column for each range of a number can be given. */
export const binsKeys = {
  count: described(
    z.exactOptional(z.int().check(z.minimum(2))),
    'bins: number of ranges, each with as many training rows as the others. If absent: 5.',
  ),
  edges: described(
    z.exactOptional(z.array(z.number()).check(z.minLength(2))),
    'bins: edges of the ranges, ascending; a value beyond them belongs to the first or the last range.',
  ),
};

/** What was learned of the ranges of a number on the training rows. */
export const fittedBinsSchema = z.object({
  ...numberFactsSchema.shape,
  /** One more than there are ranges, ascending. */
  edges: z.array(z.number()),
  /** A missing value has a column of its own, after the ranges. */
  hasMissing: z.boolean(),
  /** Share of the training rows in each column. */
  shares: z.array(z.number()),
});
