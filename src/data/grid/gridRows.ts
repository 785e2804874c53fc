import { columnIndex } from '../preparation/columnIndex.ts';
import { cellAt } from '../shapes/cells.ts';
import { cutMark, startOf } from '../shapes/gridView.ts';
import type { GridCell, GridRows, GridText } from '../shapes/gridView.ts';
import { cellText } from '../table/csvLine.ts';
import type { Table } from '../table/table.ts';
import type { ViewRows } from './viewRows.ts';

export interface Window {
  /** A position. */
  readonly from: number;
  readonly count: number;
  /** Of columns. */
  readonly names: readonly string[];
}

/** Together with its envelope, a response stays below 1 MB. */
const mostBytes = 900_000;
/** Of one answer. */
const mostCells = 50_000;
const longestCell = 2000;
/** Cells are not truncated below this; the response has fewer rows instead. */
const shortestCut = 16;

/** Indices of the rows at positions from `from` on. */
function rowsIn({ rowCount, order }: ViewRows, from: number, count: number): Int32Array {
  const to = Math.min(rowCount, from + count);
  return order?.slice(from, to) ?? Int32Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}

type Texts = readonly (readonly (string | null)[])[];

async function textsOf(
  table: Table,
  rows: Int32Array,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Texts> {
  const columns = names.map((name) => columnIndex(table, name));
  const found = await table.cellsAt(rows, columns, signal);
  return found.map((cells, index) => {
    const reading = table.types[columns[index] ?? -1] ?? {};
    return Array.from(rows, (_, at) => {
      const cell = cellAt(cells, at);
      return cell === undefined ? null : cellText(cell, reading);
    });
  });
}

/** The rows of a view from a position on, truncated to fit into a message. */
export async function gridRows(
  table: Table,
  view: ViewRows,
  { from, count, names }: Window,
  signal?: AbortSignal,
): Promise<GridRows> {
  const most = Math.max(1, Math.min(count, Math.floor(mostCells / Math.max(1, names.length))));
  const rows = rowsIn(view, from, most);
  const texts = await textsOf(table, rows, names, signal);
  let [longest, rowCount] = [longestCell, rows.length];
  for (;;) {
    const cells = texts.map((column) => column.slice(0, rowCount).map((text) => cut(text, longest)));
    if (Buffer.byteLength(JSON.stringify(cells)) <= mostBytes || (longest <= shortestCut && rowCount <= 1)) {
      const isCut = texts.some((column) => column.slice(0, rowCount).some((text) => isLonger(text, longest)));
      return {
        rows: Array.from(rows.subarray(0, rowCount), (row) => row + 1),
        cells,
        ...(isCut ? { isCut } : {}),
      };
    }
    if (longest > shortestCut) longest >>= 1;
    else rowCount >>= 1;
  }
}

const isLonger = (text: string | null, longest: number) => text !== null && text.length > longest;

const cut = (text: string | null, longest: number) =>
  text !== null && isLonger(text, longest) ? `${startOf(text, longest)}${cutMark}` : text;

/** In JSON, at most. */
const bytesOfCharacter = 6;
const longestWhole = Math.floor(mostBytes / bytesOfCharacter);

/** The full text of a cell; `row` is an index; empty for a row that does not exist. */
export async function gridCell(table: Table, row: number, name: string): Promise<GridCell> {
  if (row < 0 || row >= table.rowCount) return { text: null };
  const [[text = null] = []] = await textsOf(table, Int32Array.of(row), [name]);
  return isLonger(text, longestWhole) ? { text: cut(text, longestWhole), isCut: true } : { text };
}

/** Rows of a view as tab-separated values, as spreadsheets take them: a cell with a tab, a line end or a quote is quoted. Cells are cut in
 * a row that would not fit into a message. */
export async function gridText(
  table: Table,
  view: ViewRows,
  { from, count, names, withHeader }: Window & { readonly withHeader: boolean },
  signal?: AbortSignal,
): Promise<GridText> {
  const most = Math.max(1, Math.min(count, Math.floor(mostCells / Math.max(1, names.length))));
  const rows = rowsIn(view, from, most);
  const texts = await textsOf(table, rows, names, signal);
  const lines = withHeader ? [lineWithin(names, mostBytes / 2)] : [];
  let bytes = bytesOf(lines.join());
  let rowCount = 0;
  for (; rowCount < rows.length; rowCount += 1) {
    const cells = texts.map((column) => column[rowCount] ?? '');
    const next = line(cells);
    const left = mostBytes - bytes;
    const isWithin = bytesOf(next) <= left;
    if (rowCount > 0 && !isWithin) break;
    const own = isWithin ? next : lineWithin(cells, left);
    bytes += bytesOf(own);
    lines.push(own);
  }
  return { text: lines.map((one) => `${one}\n`).join(''), rowCount };
}

const bytesOf = (text: string) => Buffer.byteLength(JSON.stringify(text));

/** Cells as a line, cut where it would be larger. */
function lineWithin(cells: readonly string[], most: number): string {
  const whole = line(cells);
  if (bytesOf(whole) <= most) return whole;
  const longest = Math.max(0, Math.floor(most / bytesOfCharacter / cells.length) - charactersAround);
  return line(cells.map((text) => cut(text, longest) ?? ''));
}

/** Characters beside those of a cell that is cut: the mark, quotes and a tab. */
const charactersAround = 2;

const line = (cells: readonly string[]) =>
  cells.map((cell) => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join('\t');
