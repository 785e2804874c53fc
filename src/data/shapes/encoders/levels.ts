import * as z from 'zod/mini';
import { described } from '../described.ts';

const unseenRules = ['other', 'zero', 'error'] as const;
export const unseenSchema = z.enum(unseenRules);

/** How the values of a column are told apart. */
export const levelKindShape = {
  /** Values are numbers: 1 and 1.0 are the same. */
  isNumber: z.boolean(),
  /** How dates of the column are written, as strftime; absent: it has none. */
  dateFormat: z.exactOptional(z.string()),
};

/** What features made from values as categories can be given. */
export const levelKeys = {
  unseen: described(
    z.exactOptional(unseenSchema),
    'one-hot, ordinal, frequency, target-mean: what becomes of a value that is not in the training rows: "other" (the default: the column "other", -1 for ordinal, 0 for frequency, the overall mean for target-mean), "zero" in every column, or an "error".',
  ),
};
