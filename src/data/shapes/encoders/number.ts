import * as z from 'zod/mini';
import { described } from '../described.ts';
import { numberFactsSchema } from './numberFacts.ts';

const powerSchema = z.strictObject({ power: z.number() });
const sinceSchema = z.strictObject({ since: z.literal('start') });

/** What a feature that is a number can be given, besides what replaces its gaps. */
export const numberKeys = {
  indicator: described(
    z.exactOptional(z.boolean()),
    'number, date: whether a further column, NAME_missing, is 1 where a value was missing and 0 elsewhere.',
  ),
  clip: described(
    z.exactOptional(z.tuple([z.number(), z.number()])),
    'number: minimum and maximum; values beyond them are clipped to the nearer one.',
  ),
  transform: described(
    z.exactOptional(z.union([z.enum(['log1p', 'sqrt', 'standard']), powerSchema, sinceSchema])),
    'number: a function of the value: "log1p" is log(1 + x), "sqrt" the square root, "standard" the distance from the mean in standard deviations, { "power": 2 } a power that keeps the sign, { "since": "start" } the difference from the least value of the training rows, for a date in days.',
  ),
};

const transformSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('log1p') }),
  z.object({ kind: z.literal('sqrt') }),
  z.object({ kind: z.literal('power'), power: z.number() }),
  /** (x − from) / unit. */
  z.object({ kind: z.enum(['standard', 'since']), from: z.number(), unit: z.number() }),
]);

/** What was learned of a number on the training rows. */
export const fittedNumberSchema = z.object({
  ...numberFactsSchema.shape,
  indicator: z.boolean(),
  /** Of a column of yes and no: the word that is 0, and the one that is 1. */
  words: z.exactOptional(z.tuple([z.string(), z.string()])),
  clip: z.exactOptional(z.tuple([z.number(), z.number()])),
  transform: z.exactOptional(transformSchema),
});

export type FittedNumber = z.infer<typeof fittedNumberSchema>;
export type FittedTransform = z.infer<typeof transformSchema>;
