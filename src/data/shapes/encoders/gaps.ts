import * as z from 'zod/mini';
import { described } from '../described.ts';

const replacements = ['median', 'mean', 'mostFrequent', 'drop'] as const;

/** What a feature that is computed from numbers does where one is missing. */
export const gapKeys = {
  missing: described(
    z.exactOptional(z.union([z.enum(replacements), z.number()])),
    'number, ordinal, date, bins, powers and products: what replaces a missing value: the median, mean or most frequent value of the training rows, or a number of your own; with "drop", for every encoding, those rows are left out. If absent, no number may be missing.',
  ),
};
