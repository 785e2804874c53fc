import * as z from 'zod/mini';
import { described } from '../described.ts';
import { levelKindShape, unseenSchema } from './levels.ts';

const count = () => z.int().check(z.minimum(1));

/** What a feature with a column for each of its values can be given. */
export const oneHotKeys = {
  minRows: described(
    z.exactOptional(count()),
    'one-hot: minimum number of training rows for a value to get its own column; rarer values share the column "other". If absent: 1 % of the training rows, but at least 2 and at most 10.',
  ),
  maxLevels: described(
    z.exactOptional(count()),
    'one-hot: maximum number of columns, including "other", which the rarest values share. If absent: 50.',
  ),
};

/** What was learned of a category on the training rows; the level '' is a missing value. */
export const fittedOneHotSchema = z.object({
  /** Values with a column of their own, in order. */
  levels: z.array(z.string()),
  /** The rarer values share a column after the others. */
  hasOther: z.boolean(),
  /** The rarer values; listed only where a value that was not seen is another matter. */
  rare: z.exactOptional(z.array(z.string())),
  ...levelKindShape,
  unseen: unseenSchema,
  /** Share of the training rows in each column. */
  shares: z.array(z.number()),
});
