import { columnIndex } from '../preparation/columnIndex.ts';
import { cellAt } from '../shapes/cells.ts';
import type { GridHit } from '../shapes/gridView.ts';
import { openPace } from '../shapes/work.ts';
import type { Work } from '../shapes/work.ts';
import type { Table } from '../table/table.ts';
import { matcher, rowsContaining } from './containing.ts';
import type { ViewRows } from './viewRows.ts';

export interface Find {
  /** In whatever case. */
  readonly text: string;
  /** Of the columns that are searched, in the order in which they are shown. */
  readonly names: readonly string[];
  readonly fromPosition: number;
  /** In the row of `fromPosition`, only columns after this one are searched, or before it when searching backwards. */
  readonly fromColumn?: string | undefined;
  readonly backwards: boolean;
}

/** Rows searched before all of them: usually one of them matches. */
const rowsAhead = 2048;
const stepsBetweenPaces = 65_536;

/**
 * The next cell of a view that contains a text, wrapping around; undefined if there is none. Which rows
 * contain the latest text is kept, so that the next match is found at once, and a longer text is searched only in those rows.
 */
export function openFind() {
  const markedRows = openMarks();
  return async (table: Table, view: ViewRows, find: Find, work: Work = {}): Promise<GridHit | undefined> => {
    const { text, names, fromPosition, fromColumn, backwards } = find;
    const { rowCount } = view;
    const columns = names.map((name) => columnIndex(table, name));
    if (text === '' || rowCount === 0) return undefined;
    const start = Math.min(Math.max(0, fromPosition), rowCount - 1);
    const positionAt = (step: number) => (backwards ? start - step + rowCount : start + step) % rowCount;
    const rowAt = (step: number) => view.order?.[positionAt(step)] ?? positionAt(step);
    const placesOf = placesIn(table, columns, find);
    const hit = (step: number, place: number): GridHit => ({
      position: positionAt(step),
      column: names[place] ?? '',
    });
    const from = fromColumn === undefined ? -1 : names.indexOf(fromColumn);
    const isAhead = (place: number) => from < 0 || (backwards ? place < from : place > from);

    const ahead = Int32Array.from({ length: Math.min(rowsAhead, rowCount) }, (_, step) => rowAt(step));
    const nearby = await placesOf(ahead, work.signal);
    const [atStart = [], ...next] = nearby;
    const first = atStart.find(isAhead);
    if (first !== undefined) return hit(0, first);
    const [step, places] = [...next.entries()].find(([, found]) => found.length > 0) ?? [];
    if (step !== undefined) return hit(step + 1, places?.[0] ?? 0);

    const pace = openPace(work);
    const marked = ahead.length < rowCount ? await markedRows(table, columns, text, work) : new Uint8Array();
    for (let far = ahead.length; far < rowCount; far += 1) {
      if (far % stepsBetweenPaces === 0) await pace();
      if (marked[rowAt(far)] !== 1) continue;
      const [found = []] = await placesOf(Int32Array.of(rowAt(far)), work.signal);
      return hit(far, found[0] ?? 0);
    }
    return atStart[0] === undefined ? undefined : hit(0, atStart[0]);
  };
}

/** Places of the columns that contain the text in some rows, in the order of the search. */
function placesIn(table: Table, columns: readonly number[], { text, backwards }: Find) {
  const matches = columns.map((column) => matcher(table, column, text));
  return async (rows: Int32Array, signal?: AbortSignal): Promise<readonly (readonly number[])[]> => {
    const cells = await table.cellsAt(rows, columns, signal);
    return Array.from(rows, (_, at) => {
      const places = cells.flatMap((of, place) => (matches[place]?.(cellAt(of, at)) === true ? [place] : []));
      return backwards ? places.toReversed() : places;
    });
  };
}

interface Marks {
  readonly columns: string;
  readonly text: string;
  readonly marked: Uint8Array;
}

/** Marks rows that contain a text; caches the latest marks of each open table. */
function openMarks() {
  const last = new WeakMap<Table, Marks>();
  return async (
    table: Table,
    indices: readonly number[],
    wanted: string,
    work: Work,
  ): Promise<Uint8Array> => {
    const [columns, text] = [indices.join(), wanted.toLowerCase()];
    const known = last.get(table);
    const same = known?.columns === columns ? known : undefined;
    if (same?.text === text) return same.marked;
    const within = same !== undefined && text.includes(same.text) ? same.marked : undefined;
    const marked = await rowsContaining(table, { columns: indices, wanted, within }, work);
    last.set(table, { columns, text, marked });
    return marked;
  };
}
