import * as z from 'zod/mini';
import { readSchema } from './read.ts';

/** What a user changed in how a table is read and used, before there is an experiment that says so. */
export const tableEditsSchema = z.strictObject({
  read: z.optional(readSchema),
});

export type TableEdits = z.infer<typeof tableEditsSchema>;

export const noEdits: TableEdits = {};
