import * as z from 'zod/mini';
import { described } from '../described.ts';
import { numberFactsSchema } from './numberFacts.ts';

/** What a feature made of powers of a number can be given. */
export const powersKeys = {
  degree: described(
    z.exactOptional(z.int().check(z.minimum(2), z.maximum(10))),
    'powers: highest power; each power from the square up gets a column. If absent: 2.',
  ),
};

/** What was learned of a number and its powers on the training rows. */
export const fittedPowersSchema = z.object({ ...numberFactsSchema.shape, degree: z.int() });
