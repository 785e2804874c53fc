import * as z from 'zod/mini';
import type { Meaning } from './columns.ts';
import type { ColumnType } from './profile.ts';
import { rowRuleSchema } from './rowRules.ts';

/** Rows whose cell contains a text, ignoring case. */
const containsSchema = z.strictObject({ column: z.string(), contains: z.string() });

/** A row rule of an experiment, or a text to find in one column. */
const gridConditionSchema = z.union([containsSchema, rowRuleSchema]);

const gridSortSchema = z.strictObject({ column: z.string(), descending: z.boolean() });

/** Which rows of a table are shown, and in which order: rows that meet all conditions. */
export const gridViewSchema = z.strictObject({
  conditions: z.array(gridConditionSchema),
  /** Sort columns by priority; rows equal in all of them stay in file order. */
  sort: z.array(gridSortSchema),
  /** Rows with a cell that contains this text, ignoring case. */
  search: z.exactOptional(z.string()),
});

export type GridCondition = z.infer<typeof gridConditionSchema>;
export type GridSort = z.infer<typeof gridSortSchema>;
export type GridView = z.infer<typeof gridViewSchema>;

export const wholeTable: GridView = { conditions: [], sort: [] };

/** Size and order of an opened view. Positions count the rows of a view from 0. */
export interface OpenedGridView {
  readonly rowCount: number;
  /** Of the table. */
  readonly totalRowCount: number;
  /** SHA-256 of the file; requests with it fail with 'file-changed' once the file has changed. */
  readonly sha256: string;
  readonly sortNotes: readonly GridSortNote[];
}

/** A note on the sort order of a column that mixes numbers and words. */
export interface GridSortNote {
  readonly column: string;
  /** In a numeric column, words are missing values and sort last; in a column of words, numbers sort first, by value. */
  readonly kind: 'wordsMissing' | 'numbersFirst';
  /** Rows of the table that hold a word. */
  readonly wordCount: number;
}

/** Ends a truncated cell. */
export const cutMark = '…';

/** The first characters of a text, without half of one at the end. */
export const startOf = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

/**
 * Rows of a view. Cells are text in one form, however the file was read: numbers as -1234.5, dates in ISO 8601 (a day without a
 * time), words as the file has them; null is a missing value.
 */
export interface GridRows {
  /** 1-based data rows; fewer than requested if more would not fit into a message. */
  readonly rows: readonly number[];
  /** Column by column, in the order of the names requested. */
  readonly cells: readonly (readonly (string | null)[])[];
  /** Some cells are truncated and end with `cutMark`; `gridCell` returns the full text. */
  readonly isCut?: true;
}

export interface GridCell {
  readonly text: string | null;
  /** Truncated, since the full text exceeds a message. */
  readonly isCut?: true;
}

export interface GridHit {
  readonly position: number;
  readonly column: string;
}

/** Rows of a view as tab-separated values; as many as fit into a message. */
export interface GridText {
  readonly text: string;
  /** Number of rows in it; the next part starts after them. */
  readonly rowCount: number;
}

/** A column as the header of a grid shows it. */
export interface GridColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly meaning: Meaning;
  /** Not counted yet: counts are 0, and the meaning is that of the type. */
  readonly isOutline?: true;
  readonly missingCount: number;
  readonly distinctCount: number;
  /** For numbers: the number of decimals. */
  readonly decimals?: number;
  /** For numbers and dates with at least one value: rows between consecutive edges; dates are milliseconds since 1970. */
  readonly bars?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** For words: the most frequent ones, at most 10, except those too long for the header. */
  readonly topValues?: readonly { readonly value: string; readonly count: number }[];
}

export interface GridColumns {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly firstColumn: number;
  /** Columns from `firstColumn` on, as many as fit into a message. */
  readonly columns: readonly GridColumn[];
}

/** A file that the rows of a view were written to. */
export interface WrittenGridView {
  readonly path: string;
  readonly rowCount: number;
}
