import { inBlocks } from '../figures/blocks.ts';
import { columnIndex } from '../preparation/columnIndex.ts';
import { applyRowRules } from '../preparation/rowRules.ts';
import type { GridSortNote, GridView } from '../shapes/gridView.ts';
import { openPace } from '../shapes/work.ts';
import type { Pace, Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { rowsContaining } from './containing.ts';
import { sortRows } from './sortRows.ts';

/** The rows of a view: their indices in its order, or all rows of the table in theirs. */
export interface ViewRows {
  readonly rowCount: number;
  /** Absent where the view shows every row in the order of the file. */
  readonly order?: Int32Array | undefined;
  readonly sortNotes: readonly GridSortNote[];
}

/** Computes the rows of a view and their order. Throws 'column-unknown', 'row-rule' (as an experiment's rules do) and 'store-memory'. */
export async function viewRows(
  table: Table,
  view: GridView,
  work: Work = {},
  memoryBytes = Infinity,
): Promise<ViewRows> {
  const { rowCount } = table;
  const shown = await filteredRows(table, view, work);
  if (view.sort.length === 0) return { rowCount: shown?.length ?? rowCount, order: shown, sortNotes: [] };
  const { order, notes } = await sortRows(
    table,
    shown ?? allRows(rowCount),
    { sort: view.sort, memoryBytes },
    work,
  );
  return { rowCount: order.length, order, sortNotes: notes };
}

/** In the order of the file; undefined for all of them. */
async function filteredRows(
  table: Table,
  { conditions, search = '' }: GridView,
  work: Work,
): Promise<Int32Array | undefined> {
  if (conditions.length === 0 && search === '') return undefined;
  const { signal } = work;
  const pace = openPace({ signal });
  const isShown = new Uint8Array(table.rowCount).fill(1);
  const keep = (marked: Uint8Array) =>
    inBlocks(isShown.length, pace, (from, to) => keepMarked(isShown, marked, from, to));
  const keepContaining = async (columns: readonly number[], wanted: string) =>
    keep(await rowsContaining(table, { columns, wanted }, work));
  for (const condition of conditions)
    if ('contains' in condition)
      await keepContaining([columnIndex(table, condition.column)], condition.contains);
    else await applyRowRules(table, [condition], isShown, signal);
  if (search !== '') await keepContaining([...table.columns.keys()], search);
  return rowsWhere(isShown, pace);
}

function keepMarked(isShown: Uint8Array, marked: Uint8Array, from: number, to: number): void {
  for (let row = from; row < to; row += 1) if (marked[row] === 0) isShown[row] = 0;
}

function allRows(rowCount: number): Int32Array {
  const rows = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) rows[row] = row;
  return rows;
}

async function rowsWhere(isShown: Uint8Array, pace: Pace): Promise<Int32Array> {
  let count = 0;
  await inBlocks(isShown.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) count += isShown[row] ?? 0;
  });
  const rows = new Int32Array(count);
  let at = 0;
  await inBlocks(isShown.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1)
      if (isShown[row] === 1) {
        rows[at] = row;
        at += 1;
      }
  });
  return rows;
}
