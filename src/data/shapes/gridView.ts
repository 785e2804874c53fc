import * as z from 'zod/mini';
import type { Meaning } from './columns.ts';
import type { ColumnType } from './profile.ts';
import { rowRuleSchema } from './rowRules.ts';

/** Rows whose cell contains a text, in whatever case. */
const containsSchema = z.strictObject({ column: z.string(), contains: z.string() });

/** A rule for rows, as an experiment has it, or a text to search one column for. */
const gridConditionSchema = z.union([containsSchema, rowRuleSchema]);

const gridSortSchema = z.strictObject({ column: z.string(), descending: z.boolean() });

/** Which rows of a table are shown, and in which order: those for which all conditions hold. */
export const gridViewSchema = z.strictObject({
  conditions: z.array(gridConditionSchema),
  /** The first column decides, the next ones where it has equal values; rows that are equal in all stay in the order of the file. */
  sort: z.array(gridSortSchema),
  /** Rows with a cell that contains this text, in whatever case. */
  search: z.exactOptional(z.string()),
});

export type GridCondition = z.infer<typeof gridConditionSchema>;
export type GridSort = z.infer<typeof gridSortSchema>;
export type GridView = z.infer<typeof gridViewSchema>;

export const wholeTable: GridView = { conditions: [], sort: [] };

/** What a view consists of. A position counts the rows of a view from 0. */
export interface OpenedGridView {
  readonly rowCount: number;
  /** Of the table. */
  readonly totalRowCount: number;
  /** Of the file: a request that has it is refused once the file is another one ('file-changed'). */
  readonly sha256: string;
  readonly sortNotes: readonly GridSortNote[];
}

/** What is to be known of the order of a column that holds numbers and words. */
export interface GridSortNote {
  readonly column: string;
  /** Words in a column of numbers are missing values, and last; in a column of words the numbers come first, by value. */
  readonly kind: 'wordsMissing' | 'numbersFirst';
  /** Rows of the table with a word. */
  readonly wordCount: number;
}

/** At the end of a cell that was cut. */
export const cutMark = '…';

/** The first characters of a text, without half of one at the end. */
export const startOf = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

/**
 * Rows of a view. Cells are texts in one form, however the file was read: numbers as -1234.5, dates as ISO 8601 (a day without its
 * time), words as the file has them; null is a missing value.
 */
export interface GridRows {
  /** Data rows, counted from 1. Fewer than requested where they would not fit into a message. */
  readonly rows: readonly number[];
  /** Column by column, in the order of the names requested. */
  readonly cells: readonly (readonly (string | null)[])[];
  /** Some cells are cut, and end with `cutMark`; `gridCell` answers the whole of one. */
  readonly isCut?: true;
}

export interface GridCell {
  readonly text: string | null;
  /** Longer than a message can be. */
  readonly isCut?: true;
}

export interface GridHit {
  readonly position: number;
  readonly column: string;
}

/** Rows of a view as tab-separated values; as many as fit into a message. */
export interface GridText {
  readonly text: string;
  /** How many rows it holds: the next part begins after them. */
  readonly rowCount: number;
}

/** A column as the header of a grid shows it. */
export interface GridColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly meaning: Meaning;
  /** Its values are not counted yet: the counts are 0, and the meaning goes by the type. */
  readonly isOutline?: true;
  readonly missingCount: number;
  readonly distinctCount: number;
  /** Of numbers: how many decimals its values have. */
  readonly decimals?: number;
  /** Of numbers and dates with at least one value: rows from each edge up to the next; dates are milliseconds since 1970. */
  readonly bars?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Of words: the most frequent ones, at most 10; without those that are too long to be sent whole. */
  readonly topValues?: readonly { readonly value: string; readonly count: number }[];
}

export interface GridColumns {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly firstColumn: number;
  /** From `firstColumn` on, as many as fit into a message. */
  readonly columns: readonly GridColumn[];
}

/** A file that the rows of a view were written to. */
export interface WrittenGridView {
  readonly path: string;
  readonly rowCount: number;
}
