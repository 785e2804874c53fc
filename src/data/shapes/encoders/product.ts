import * as z from 'zod/mini';
import { described } from '../described.ts';
import { gapKeys } from './gaps.ts';
import { numberFactsSchema } from './numberFacts.ts';

/** A feature of two columns. */
export const productFeatureSchema = z.strictObject({
  product: described(
    z.tuple([z.string(), z.string()]),
    'Names of two columns; their product is the feature.',
  ),
  ...gapKeys,
  column: z.exactOptional(z.never()),
  encode: z.exactOptional(z.never()),
});

/** What was learned of both factors on the training rows. */
export const fittedProductSchema = z.object({ factors: z.tuple([numberFactsSchema, numberFactsSchema]) });
