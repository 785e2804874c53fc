import * as z from 'zod/mini';
import { featureSchema } from './feature.ts';
import { fittedNumberSchema } from './number.ts';
import type { FittedNumber } from './number.ts';
import { fittedOneHotSchema } from './oneHot.ts';
import type { FittedOneHot } from './oneHot.ts';

/** What each encoder learns. */
export interface FittedBy {
  readonly number: FittedNumber;
  readonly 'one-hot': FittedOneHot;
}

export type EncoderName = keyof FittedBy;

/** A feature as planned in the experiment and as fitted on the training rows. */
export type FittedFeature<Name extends EncoderName = EncoderName> = {
  readonly [Each in Name]: {
    readonly encode: Each;
    readonly planned: z.infer<typeof featureSchema>;
    readonly fitted: FittedBy[Each];
  };
}[Name];

export const fittedFeatureSchema = z.discriminatedUnion('encode', [
  z.object({ encode: z.literal('number'), planned: featureSchema, fitted: fittedNumberSchema }),
  z.object({ encode: z.literal('one-hot'), planned: featureSchema, fitted: fittedOneHotSchema }),
]);
