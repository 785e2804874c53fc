import * as z from 'zod/mini';
import { described } from '../described.ts';
import { levelKindShape } from './levels.ts';

/** What a feature made of hashed values can be given. */
export const hashKeys = {
  buckets: described(
    z.exactOptional(z.int().check(z.minimum(1), z.maximum(20_000))),
    'hash: number of columns. Each value adds 1 or -1 to one of them, by its hash. If absent: 64.',
  ),
};

/** Nothing is learned of a hashed column but what it is. */
export const fittedHashSchema = z.object({
  buckets: z.int(),
  ...levelKindShape,
});
