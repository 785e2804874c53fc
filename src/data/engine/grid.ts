import { openFind } from '../grid/findInView.ts';
import type { Find } from '../grid/findInView.ts';
import { gridOutline } from '../grid/gridColumns.ts';
import { gridCell, gridRows, gridText } from '../grid/gridRows.ts';
import type { Window } from '../grid/gridRows.ts';
import { openKeptViews } from '../grid/keptViews.ts';
import { viewRows } from '../grid/viewRows.ts';
import type { ViewRows } from '../grid/viewRows.ts';
import type {
  GridCell,
  GridColumns,
  GridHit,
  GridRows,
  GridText,
  GridView,
  OpenedGridView,
  WrittenGridView,
} from '../shapes/gridView.ts';
import { sortedOptions } from '../shapes/read.ts';
import type { Work } from '../shapes/work.ts';
import { requireUnchanged } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import type { AtTable } from './profiles.ts';
import type { Tables } from './tables.ts';
import { writeGridView } from './writeGridView.ts';
import type { GridOutput } from './writeGridView.ts';

/** A view of a table. */
export interface AtGrid extends AtTable {
  readonly view: GridView;
  /** SHA-256 of the file as it was opened; requests for another version fail with 'file-changed'. */
  readonly sha256?: string | undefined;
}

/** Opens views of tables for the grid; sorting uses at most `memoryBytes`. */
export function openGrid(tables: Tables, memoryBytes?: number) {
  const kept = openKeptViews();
  const find = openFind();
  const tableAt = async (
    { path, read, columns, sha256 }: Omit<AtGrid, 'view'>,
    work: Work,
  ): Promise<Table> => {
    const table = await tables.read(path, read, columns, work);
    return sha256 === undefined ? table : requireUnchanged(table, sha256);
  };
  const look = async (
    at: AtGrid,
    work: Work,
  ): Promise<{ readonly table: Table; readonly view: ViewRows }> => {
    const table = await tableAt(at, work);
    const rows = await kept.rows(keyOf(table, at), (own) => viewRows(table, at.view, own, memoryBytes), work);
    return { table, view: rows };
  };
  return {
    /** Works out the rows of a view. */
    openGridView: async (request: AtGrid, work: Work = {}): Promise<OpenedGridView> => {
      const { table, view } = await look(request, work);
      const { rowCount, sortNotes } = view;
      return { rowCount, totalRowCount: table.rowCount, sha256: table.file.sha256, sortNotes };
    },
    /** Column headers before the values are counted. */
    gridOutline: async (
      { firstColumn, ...at }: AtTable & { readonly firstColumn: number },
      work: Work = {},
    ): Promise<GridColumns> => gridOutline(await tableAt(at, work), firstColumn),
    /** Rows of a view from a position on. */
    gridRows: async (request: AtGrid & Window, work: Work = {}): Promise<GridRows> => {
      const { table, view } = await look(request, work);
      return gridRows(table, view, request, work.signal);
    },
    /** The full text of a cell; `row` is a data row. */
    gridCell: async (
      { row, column, ...at }: Partial<AtGrid> & AtTable & { readonly row: number; readonly column: string },
      work: Work = {},
    ): Promise<GridCell> => gridCell(await tableAt(at, work), row - 1, column),
    /** Rows of a view to be copied. */
    gridText: async (
      request: AtGrid & Window & { readonly withHeader: boolean },
      work: Work = {},
    ): Promise<GridText> => {
      const { table, view } = await look(request, work);
      return gridText(table, view, request, work.signal);
    },
    /** The next cell of a view that contains a search text. */
    findInGrid: async (request: AtGrid & Find, work: Work = {}): Promise<GridHit | undefined> => {
      const { table, view } = await look(request, work);
      return find(table, view, request, work);
    },
    /** Writes the rows of a view to a new file. */
    writeGridView: async (request: AtGrid & GridOutput, work: Work = {}): Promise<WrittenGridView> => {
      const { table, view } = await look(request, work);
      return writeGridView(table, view, request, work);
    },
    /** Position of a data row in a view; undefined if it is filtered out. */
    positionOfRow: async (
      { row, ...at }: AtGrid & { readonly row: number },
      work: Work = {},
    ): Promise<number | undefined> => {
      const { rowCount, order } = (await look(at, work)).view;
      if (order === undefined) return row >= 1 && row <= rowCount ? row - 1 : undefined;
      const position = order.indexOf(row - 1);
      return position < 0 ? undefined : position;
    },
  };
}

const keyOf = ({ file, reading }: Table, { path, columns = {}, view }: AtGrid) =>
  JSON.stringify([path, file.sha256, sortedOptions(reading.options), columns, view]);
