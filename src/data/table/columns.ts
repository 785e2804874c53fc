import type { Table } from './readTable.ts';

/** The cells of the column at `index`, in row order. */
export const cellsOf = ({ rows }: Pick<Table, 'rows'>, column: number): readonly string[] =>
  rows.map((row) => row[column] ?? '');

/** A row's position as failures report it; rows and lines count from 1. */
export const placeOf = ({ path, lines }: Pick<Table, 'path' | 'lines'>, row: number) => ({
  file: path,
  row: row + 1,
  line: lines[row] ?? 1,
});
