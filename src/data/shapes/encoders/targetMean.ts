import * as z from 'zod/mini';
import { described } from '../described.ts';
import { levelKindShape, unseenSchema } from './levels.ts';

/** What a feature that is the mean target of its value can be given. */
export const targetMeanKeys = {
  folds: described(
    z.exactOptional(z.int().check(z.minimum(2))),
    'target-mean: number of folds; a training row gets the mean over the folds it is not in. If absent: 5.',
  ),
  smoothing: described(
    z.exactOptional(z.number().check(z.minimum(0))),
    'target-mean: number of rows at the overall mean that are added to those of each value, so that rare values stay near it. If absent: 10.',
  ),
};

/** Mean targets of values on the training rows; the level '' is a missing value. */
export const fittedTargetMeanSchema = z.object({
  levels: z.array(z.string()),
  /** For each output column, the mean of each level. */
  means: z.array(z.array(z.number())),
  /** For each output column, the mean of all training rows. */
  overall: z.array(z.number()),
  /** The classes that the columns are about; absent: one column, about the target or its class 1. */
  classNames: z.exactOptional(z.array(z.string())),
  /** Share of the training rows at each level. */
  shares: z.array(z.number()),
  ...levelKindShape,
  unseen: unseenSchema,
});

export type FittedTargetMean = z.infer<typeof fittedTargetMeanSchema>;
