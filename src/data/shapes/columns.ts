import * as z from 'zod/mini';
import { described } from './described.ts';

/** What a column can be taken for. */
const meanings = ['integer', 'decimal', 'boolean', 'category', 'text', 'date', 'identifier'] as const;

/** What the user says of one column of a table; a key that is absent is worked out from its values. */
const columnOptionsSchema = z.strictObject({
  meaning: described(z.exactOptional(z.enum(meanings)), 'What the column is taken for.'),
  format: described(
    z.exactOptional(z.string()),
    'How its dates are written: %d/%m/%Y for 31/12/2026; epoch-s or epoch-ms for seconds or milliseconds since 1970.',
  ),
  missing: described(
    z.exactOptional(z.array(z.string())),
    'Values of this column that mean "missing", in addition to those of the whole table.',
  ),
});

/** What the user says of columns, by their names. */
export const columnsSchema = z.record(z.string(), columnOptionsSchema);

export type ColumnOptions = z.infer<typeof columnOptionsSchema>;
export type ColumnsOptions = z.infer<typeof columnsSchema>;

/** What a column is to a person. */
export type Meaning = GivenMeaning | 'constant' | 'empty';
export type GivenMeaning = (typeof meanings)[number];
