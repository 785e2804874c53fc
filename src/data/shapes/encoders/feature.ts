import * as z from 'zod/mini';
import { described } from '../described.ts';
import { binsKeys } from './bins.ts';
import { dateKeys } from './date.ts';
import { gapKeys } from './gaps.ts';
import { hashKeys } from './hash.ts';
import { levelKeys } from './levels.ts';
import { numberKeys } from './number.ts';
import { oneHotKeys } from './oneHot.ts';
import { ordinalKeys } from './ordinal.ts';
import { powersKeys } from './powers.ts';
import { productFeatureSchema } from './product.ts';
import { targetMeanKeys } from './targetMean.ts';

/** Ways of one column to numbers. */
export const columnEncodings = [
  'number',
  'one-hot',
  'ordinal',
  'frequency',
  'target-mean',
  'hash',
  'date',
  'bins',
  'powers',
] as const;

/** A feature made of one column. */
export const columnFeatureSchema = z.strictObject({
  column: described(z.string(), 'Name of the column.'),
  encode: described(
    z.exactOptional(z.enum(columnEncodings)),
    'How the column becomes numbers: "number" (the default) takes its numbers, or yes and no as 1 and 0; "one-hot" makes a column of 0 and 1 for each frequent value, "bins" for each range of a number; "ordinal" takes the position of the value in an order, "frequency" its share of the training rows, "target-mean" the mean target of its rows; "hash" spreads values over a fixed number of columns; "date" takes parts of a date; "powers" takes the square and higher powers of a number.',
  ),
  ...gapKeys,
  ...numberKeys,
  ...oneHotKeys,
  ...levelKeys,
  ...ordinalKeys,
  ...targetMeanKeys,
  ...hashKeys,
  ...dateKeys,
  ...binsKeys,
  ...powersKeys,
});

/** A feature of an experiment: a column, or two to multiply, and how it becomes numbers. */
export const featureSchema = z.union([columnFeatureSchema, productFeatureSchema]);

export type ColumnFeature = z.infer<typeof columnFeatureSchema>;
export type ProductFeature = z.infer<typeof productFeatureSchema>;
export type Feature = ColumnFeature | ProductFeature;

/** Names of the columns that a feature is made of. */
export const columnsOf = (feature: Feature): readonly string[] =>
  'product' in feature ? feature.product : [feature.column];

/** Names of the columns whose gaps leave rows out. */
export const columnsThatDrop = (features: readonly Feature[]): readonly string[] =>
  features.flatMap((feature) => (feature.missing === 'drop' ? columnsOf(feature) : []));
