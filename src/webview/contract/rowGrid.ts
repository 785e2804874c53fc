import * as z from 'zod/mini';
import { gridViewSchema } from '../../data/shapes/gridView.ts';
import type {
  GridCell,
  GridColumns,
  GridHit,
  GridRows,
  GridView,
  OpenedGridView,
} from '../../data/shapes/gridView.ts';
import { rowRuleSchema } from '../../data/shapes/rowRules.ts';
import type { Answers } from './messages.ts';

const column = z.string().check(z.maxLength(10_000));
const row = z.int().check(z.nonnegative());
const names = z.readonly(z.array(column).check(z.maxLength(20_000)));
/** SHA-256 of the file that the page shows; requests for another version fail. */
const sha256 = z.string().check(z.maxLength(64));
const at = { view: gridViewSchema, sha256 };

/** What a page with a grid over all rows of a table requests. */
export const rowGridRequests = {
  /** Column headers, from a column on. */
  gridColumns: z.object({ firstColumn: row }),
  /** The same without counted values, available at once. */
  gridOutline: z.object({ firstColumn: row }),
  /** How many rows a view has. */
  openGrid: z.object({ view: gridViewSchema }),
  gridRows: z.object({ ...at, from: row, count: z.int().check(z.positive(), z.maximum(1000)), names }),
  /** The full text of a cell; `row` is the 1-based data row. */
  gridCell: z.object({ ...at, row, column }),
  /** The next or previous cell of these columns that contains a text. */
  gridFind: z.object({
    ...at,
    text: column,
    names,
    fromPosition: row,
    fromColumn: z.optional(column),
    backwards: z.boolean(),
  }),
  /** Position of a data row in a view; null if it is filtered out. */
  gridPosition: z.object({ ...at, row }),
  /** Copies rows as tab-separated values. */
  gridCopy: z.object({ ...at, from: row, count: row, names, withHeader: z.boolean() }),
  /** Writes the rows of a view to a file that the user picks. */
  gridSave: z.object({ ...at, names }),
  /** Adds rules to an experiment, so that it uses these rows. */
  gridUse: z.object({ rules: z.array(rowRuleSchema).check(z.maxLength(1000)) }),
};

export type RowGridRequests = Answers<
  typeof rowGridRequests,
  {
    gridColumns: GridColumns;
    gridOutline: GridColumns;
    openGrid: OpenedGridView;
    gridRows: GridRows;
    gridCell: GridCell;
    gridFind: GridHit | null;
    gridPosition: number | null;
    gridCopy: CopiedRows;
    gridSave: SavedRows;
    gridUse: void;
  }
>;

/** Fewer rows than requested if they would not all fit. */
export interface CopiedRows {
  readonly rowCount: number;
}

/** The name of the written file, which differs from the requested one if that was taken. */
interface SavedRows {
  readonly fileName: string;
  readonly rowCount: number;
}

/** The user's choices in a grid, restored after a reload. A type alias, so that it is assignable to plain data. */
export type RowGridChoices = {
  readonly view: GridView;
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
};
