import * as z from 'zod/mini';
import { columnsSchema } from './columns.ts';
import { readSchema } from './read.ts';
import { targetTransformSchema } from './targetTransform.ts';

/** What a user changed in how a table is read and used, before there is an experiment that says so. */
export const tableEditsSchema = z.strictObject({
  read: z.optional(readSchema),
  columns: z.optional(columnsSchema),
  /** Columns that are to be no features. */
  leftOut: z.optional(z.array(z.string())),
  /** Of a target that is a number. */
  targetTransform: z.optional(targetTransformSchema),
});

export type TableEdits = z.infer<typeof tableEditsSchema>;

export const noEdits: TableEdits = {};

/** The part of the edits that a table is read with. */
export const readingOf = ({ read, columns }: TableEdits): Pick<TableEdits, 'read' | 'columns'> => ({
  ...(read === undefined ? {} : { read }),
  ...(columns === undefined ? {} : { columns }),
});
