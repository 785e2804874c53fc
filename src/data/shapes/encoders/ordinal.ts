import * as z from 'zod/mini';
import { described } from '../described.ts';
import { levelKindShape, unseenSchema } from './levels.ts';

/** What a feature that is a place in an order can be given. */
export const ordinalKeys = {
  order: described(
    z.exactOptional(z.array(z.string()).check(z.minLength(1))),
    'ordinal: the values in order, the first becomes 0. If absent: those of the training rows, numbers by size and words alphabetically.',
  ),
};

/** What was learned of ordered values on the training rows. */
export const fittedOrdinalSchema = z.object({
  /** Level i becomes the number i. */
  levels: z.array(z.string()),
  ...levelKindShape,
  unseen: unseenSchema,
  /** Replaces a missing value; absent: it is like one that was not seen. */
  fill: z.exactOptional(z.number()),
  /** Share of the training rows at each level. */
  shares: z.array(z.number()),
});
