import { headerRow } from './position.ts';
import type { Position } from './position.ts';

/** A block of cells from its anchor to its active end, optionally of whole rows or columns. */
export interface Selection {
  readonly kind: 'cells' | 'rows' | 'columns';
  readonly anchor: Position;
  readonly focus: Position;
}

/** First and last rows and columns of a selection, both included; column 1 is the first of the table. */
export interface Block {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** The selected block of a table of this size (`columnCount` without row numbers); undefined if it is empty. */
export function blockOf(
  { kind, anchor, focus }: Selection,
  rowCount: number,
  columnCount: number,
): Block | undefined {
  const rows = ordered(anchor.row, focus.row);
  const columns = ordered(anchor.column, focus.column);
  // The row number selects its row.
  const allColumns = kind === 'rows' || columns[0] === 0;
  const block = {
    firstRow: kind === 'columns' ? 0 : Math.max(0, rows[0]),
    lastRow: kind === 'columns' ? rowCount - 1 : Math.min(rowCount - 1, rows[1]),
    firstColumn: allColumns ? 1 : columns[0],
    lastColumn: allColumns ? columnCount : Math.min(columnCount, columns[1]),
  };
  if (kind !== 'columns' && rows[1] === headerRow) return undefined;
  return block.lastRow < block.firstRow || block.lastColumn < block.firstColumn ? undefined : block;
}

export const isIn = (block: Block | undefined, row: number, column: number): boolean =>
  block !== undefined &&
  row >= block.firstRow &&
  row <= block.lastRow &&
  column >= block.firstColumn &&
  column <= block.lastColumn;

export const isRowIn = (block: Block | undefined, row: number, columnCount: number): boolean =>
  block !== undefined &&
  row >= block.firstRow &&
  row <= block.lastRow &&
  block.firstColumn === 1 &&
  block.lastColumn === columnCount;

/** Selects one cell, or extends the selection to it. */
export function selected(before: Selection | undefined, to: Position, extend: boolean): Selection {
  return extend && before !== undefined ? { ...before, focus: to } : { kind: 'cells', anchor: to, focus: to };
}

/** The rows, or the columns, of what is selected. */
export const widened = (before: Selection, kind: 'rows' | 'columns'): Selection => ({ ...before, kind });

export const everything = (rowCount: number, columnCount: number): Selection => ({
  kind: 'rows',
  anchor: { row: 0, column: 1 },
  focus: { row: rowCount - 1, column: columnCount },
});

const ordered = (a: number, b: number): readonly [number, number] => (a <= b ? [a, b] : [b, a]);
