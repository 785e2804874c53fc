import * as z from 'zod/mini';
import { fittedBinsSchema } from './bins.ts';
import { fittedDateSchema } from './date.ts';
import { columnFeatureSchema } from './feature.ts';
import { fittedFrequencySchema } from './frequency.ts';
import { fittedHashSchema } from './hash.ts';
import { fittedNumberSchema } from './number.ts';
import { fittedOneHotSchema } from './oneHot.ts';
import { fittedOrdinalSchema } from './ordinal.ts';
import { fittedPowersSchema } from './powers.ts';
import { fittedProductSchema, productFeatureSchema } from './product.ts';
import { fittedTargetMeanSchema } from './targetMean.ts';

const ofColumn = <Name extends string, Fitted extends z.ZodMiniType>(encode: Name, fitted: Fitted) =>
  z.object({ encode: z.literal(encode), planned: columnFeatureSchema, fitted });

/** A feature as planned in the experiment and as fitted on the training rows. */
export const fittedFeatureSchema = z.discriminatedUnion('encode', [
  ofColumn('number', fittedNumberSchema),
  ofColumn('one-hot', fittedOneHotSchema),
  ofColumn('ordinal', fittedOrdinalSchema),
  ofColumn('frequency', fittedFrequencySchema),
  ofColumn('target-mean', fittedTargetMeanSchema),
  ofColumn('hash', fittedHashSchema),
  ofColumn('date', fittedDateSchema),
  ofColumn('bins', fittedBinsSchema),
  ofColumn('powers', fittedPowersSchema),
  z.object({ encode: z.literal('product'), planned: productFeatureSchema, fitted: fittedProductSchema }),
]);

type AnyFitted = z.infer<typeof fittedFeatureSchema>;
export type EncoderName = AnyFitted['encode'];

/** What each encoder learns, and the feature that it learns for. */
export type FittedBy = { readonly [Name in EncoderName]: Extract<AnyFitted, { encode: Name }>['fitted'] };
export type PlannedBy = { readonly [Name in EncoderName]: Extract<AnyFitted, { encode: Name }>['planned'] };

export type FittedFeature<Name extends EncoderName = EncoderName> = {
  readonly [Each in Name]: {
    readonly encode: Each;
    readonly planned: PlannedBy[Each];
    readonly fitted: FittedBy[Each];
  };
}[Name];
