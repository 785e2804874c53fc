import * as z from 'zod/mini';
import { described } from './described.ts';

const bound = () => z.exactOptional(z.union([z.number(), z.string()]));
const values = () => z.exactOptional(z.array(z.union([z.string(), z.number(), z.boolean()])));

const ruleExpected = 'a column with one or more of above, below, from, to, in, notIn and isMissing';

/** Which rows are used: those for which everything that is said of the column holds. */
export const rowRuleSchema = z
  .strictObject({
    column: described(z.string(), 'Name of the column.'),
    above: described(bound(), 'Rows with a greater number, or a later date such as "2026-12-31", are used.'),
    below: described(bound(), 'Rows with a smaller number, or an earlier date, are used.'),
    from: described(bound(), 'Rows with this number or date, or a greater one, are used.'),
    to: described(bound(), 'Rows with this number or date, or a smaller one, are used.'),
    in: described(values(), 'Rows with one of these values are used.'),
    notIn: described(values(), 'Rows with none of these values are used.'),
    isMissing: described(
      z.exactOptional(z.boolean()),
      'Rows without a value are used (true), or those with one (false).',
    ),
  })
  .check(z.refine((rule) => Object.keys(rule).length > 1, { error: ruleExpected }));

export type RowRule = z.infer<typeof rowRuleSchema>;
