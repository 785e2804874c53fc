import * as z from 'zod/mini';
import { described } from '../described.ts';
import { numberKeys } from './number.ts';
import { oneHotKeys } from './oneHot.ts';

/** A feature of an experiment: a column, and how it becomes numbers. */
export const featureSchema = z.strictObject({
  column: described(z.string(), 'Name of the column.'),
  encode: described(
    z.exactOptional(z.enum(['number', 'one-hot'])),
    'How the column becomes numbers: "number" (the default) takes its numbers, or yes and no as 1 and 0; "one-hot" makes a column of 0 and 1 for each frequent value.',
  ),
  ...numberKeys,
  ...oneHotKeys,
});

export type Feature = z.infer<typeof featureSchema>;
