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
/** Of the file that the page shows: another one is refused. */
const sha256 = z.string().check(z.maxLength(64));
const at = { view: gridViewSchema, sha256 };

/** What a page with a grid over all rows of a table requests. */
export const rowGridRequests = {
  /** Header of the grid, from a column on. */
  gridColumns: z.object({ firstColumn: row }),
  /** The same, at once, without what counting the values yields. */
  gridOutline: z.object({ firstColumn: row }),
  /** How many rows a view has. */
  openGrid: z.object({ view: gridViewSchema }),
  gridRows: z.object({ ...at, from: row, count: z.int().check(z.positive(), z.maximum(1000)), names }),
  /** The whole of a cell; `row` is the data row, from 1. */
  gridCell: z.object({ ...at, row, column }),
  /** The next cell of these columns that contains a text, or the one before. */
  gridFind: z.object({
    ...at,
    text: column,
    names,
    fromPosition: row,
    fromColumn: z.optional(column),
    backwards: z.boolean(),
  }),
  /** Where a data row is in a view; null where it is not in it. */
  gridPosition: z.object({ ...at, row }),
  /** Copies rows as tab-separated values. */
  gridCopy: z.object({ ...at, from: row, count: row, names, withHeader: z.boolean() }),
  /** Writes the rows of a view to a new file that the user names. */
  gridSave: z.object({ ...at, names }),
  /** Makes rules part of an experiment, so that it uses these rows. */
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

/** Fewer rows than requested where all would not fit. */
export interface CopiedRows {
  readonly rowCount: number;
}

/** Where rows were written: beside a file that had the name, under another one. */
interface SavedRows {
  readonly fileName: string;
  readonly rowCount: number;
}

/** What the user chose in a grid; restored after a reload. A type alias, so that it is plain data to a page's choices. */
export type RowGridChoices = {
  readonly view: GridView;
  readonly hidden: readonly string[];
  readonly pinned: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
};
