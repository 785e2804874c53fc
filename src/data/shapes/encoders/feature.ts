import * as z from 'zod/mini';
import { described } from '../described.ts';
import { numberKeys } from './number.ts';

/** A feature of an experiment: a column, and how it becomes numbers. */
export const featureSchema = z.strictObject({
  column: described(z.string(), 'Name of the column.'),
  ...numberKeys,
});

export type Feature = z.infer<typeof featureSchema>;
