import { gridCell, gridRows, gridText } from '../grid/gridRows.ts';
import type { Window } from '../grid/gridRows.ts';
import type { GridCell, GridRows, GridText, GridView, OpenedGridView } from '../shapes/gridView.ts';
import type { Work } from '../shapes/work.ts';
import { requireUnchanged } from '../table/table.ts';
import type { AtTable } from './profiles.ts';
import type { Tables } from './tables.ts';

/** A view of a table. */
export interface AtGrid extends AtTable {
  readonly view: GridView;
  /** Of the file as it was opened: another one is refused ('file-changed'). */
  readonly sha256?: string | undefined;
}

/** Views of tables for a grid. */
export function openGrid(tables: Tables) {
  const look = async ({ path, read, columns, sha256 }: AtGrid, work: Work) => {
    const table = await tables.read(path, read, columns, work);
    if (sha256 !== undefined) requireUnchanged(table, sha256);
    return { table, view: { rowCount: table.rowCount } };
  };
  return {
    openGridView: async (request: AtGrid, work: Work = {}): Promise<OpenedGridView> => {
      const { table, view } = await look(request, work);
      return {
        rowCount: view.rowCount,
        totalRowCount: table.rowCount,
        sha256: table.file.sha256,
        sortNotes: [],
      };
    },
    gridRows: async (request: AtGrid & Window, work: Work = {}): Promise<GridRows> => {
      const { table, view } = await look(request, work);
      return gridRows(table, view, request, work.signal);
    },
    gridCell: async (
      { row, column, ...at }: AtGrid & { readonly row: number; readonly column: string },
      work: Work = {},
    ): Promise<GridCell> => {
      const { table } = await look(at, work);
      return gridCell(table, row - 1, column);
    },
    gridText: async (
      request: AtGrid & Window & { readonly withHeader: boolean },
      work: Work = {},
    ): Promise<GridText> => {
      const { table, view } = await look(request, work);
      return gridText(table, view, request, work.signal);
    },
    positionOfRow: async (
      { row, ...at }: AtGrid & { readonly row: number },
      work: Work = {},
    ): Promise<number | undefined> => {
      const { view } = await look(at, work);
      return row >= 1 && row <= view.rowCount ? row - 1 : undefined;
    },
  };
}
