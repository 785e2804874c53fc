import { columnIndex } from '../preparation/columnIndex.ts';
import type { GridHit } from '../shapes/gridView.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { cellTexts } from './cellTexts.ts';
import { containing, rowsContaining } from './containing.ts';
import type { ViewRows } from './viewRows.ts';

export interface Find {
  /** In whatever case. */
  readonly text: string;
  /** Of the columns that are searched, in the order in which they are shown. */
  readonly names: readonly string[];
  readonly fromPosition: number;
  /** In the row of `fromPosition`, only columns after this one count, or before it when searching backwards. */
  readonly fromColumn?: string | undefined;
  readonly backwards: boolean;
}

/**
 * The first cell of a view that contains a text, from a position on and then from the other end; undefined where none does. Which rows
 * contain the text last searched for is kept, so that the next cell is found at once.
 */
export function openFind() {
  let known: { readonly table: Table; readonly key: string; readonly marked: Uint8Array } | undefined;
  const markedRows = async (table: Table, columns: readonly number[], text: string, work: Work) => {
    const key = JSON.stringify([columns, text]);
    if (known?.table === table && known.key === key) return known.marked;
    const marked = await rowsContaining(table, columns, text, work);
    known = { table, key, marked };
    return marked;
  };
  return async (table: Table, view: ViewRows, find: Find, work: Work = {}): Promise<GridHit | undefined> => {
    const { text, names, fromPosition, fromColumn, backwards } = find;
    const columns = names.map((name) => columnIndex(table, name));
    const { rowCount } = view;
    if (text === '' || rowCount === 0) return undefined;
    const marked = await markedRows(table, columns, text, work);
    const holds = containing(text);
    /** Places of the columns of a row that contain the text, in the order of the search. */
    const placesIn = async (row: number): Promise<readonly number[]> => {
      const cells = await table.cellsAt(Int32Array.of(row), columns, work.signal);
      const places = cells.flatMap((of, place) =>
        holds(cellTexts(table, columns[place] ?? -1)(of, 0)) ? [place] : [],
      );
      return backwards ? places.toReversed() : places;
    };
    const rowAt = (position: number) => view.order?.[position] ?? position;
    const hit = (position: number, place: number | undefined): GridHit | undefined =>
      place === undefined ? undefined : { position, column: names[place] ?? '' };
    const start = Math.min(Math.max(0, fromPosition), rowCount - 1);
    const from = fromColumn === undefined ? -1 : names.indexOf(fromColumn);
    const isAhead = (place: number) => from < 0 || (backwards ? place < from : place > from);
    const first = marked[rowAt(start)] === 1 ? await placesIn(rowAt(start)) : [];
    const ahead = hit(start, first.find(isAhead));
    if (ahead !== undefined) return ahead;
    const pace = openPace(work);
    for (let step = 1; step < rowCount; step += 1) {
      if (step % stepsBetweenPaces === 0) await pace();
      const position = (backwards ? start - step + rowCount : start + step) % rowCount;
      if (marked[rowAt(position)] === 1) return hit(position, (await placesIn(rowAt(position)))[0]);
    }
    return hit(start, first[0]);
  };
}

const stepsBetweenPaces = 65_536;
