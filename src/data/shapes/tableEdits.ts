import * as z from 'zod/mini';
import { columnsSchema } from './columns.ts';
import { numberKeys } from './encoders/number.ts';
import { readSchema } from './read.ts';
import { rowRuleSchema } from './rowRules.ts';
import { targetTransformSchema } from './targetTransform.ts';

const share = z.number().check(z.nonnegative(), z.lt(1));

/** What a user changed in how a table is read and used, before there is an experiment that says so. */
export const tableEditsSchema = z.strictObject({
  read: z.optional(readSchema),
  columns: z.optional(columnsSchema),
  rows: z.optional(z.array(rowRuleSchema)),
  /** Columns that are to be no features. */
  leftOut: z.optional(z.array(z.string())),
  /** How columns of numbers become features, by name. */
  numbers: z.optional(
    z.record(z.string(), z.strictObject({ clip: numberKeys.clip, transform: numberKeys.transform })),
  ),
  /** Of a target that is a number. */
  targetTransform: z.optional(targetTransformSchema),
  /** Shares of the rows that are held out. */
  split: z.optional(z.strictObject({ test: z.optional(share), validation: z.optional(share) })),
  /** Whether all classes of the target weigh the same. */
  balanced: z.optional(z.boolean()),
});

export type TableEdits = z.infer<typeof tableEditsSchema>;

export const noEdits: TableEdits = {};

/** The part of the edits that a table is read with. */
export const readingOf = ({ read, columns }: TableEdits): Pick<TableEdits, 'read' | 'columns'> => ({
  ...(read === undefined ? {} : { read }),
  ...(columns === undefined ? {} : { columns }),
});
