import * as z from 'zod/mini';
import { levelKindShape, unseenSchema } from './levels.ts';

/** How frequent each value is on the training rows; the level '' is a missing value. */
export const fittedFrequencySchema = z.object({
  /** The most frequent first. */
  levels: z.array(z.string()),
  shares: z.array(z.number()),
  ...levelKindShape,
  unseen: unseenSchema,
});
