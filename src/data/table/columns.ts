import type { Table } from './readTable.ts';

/** The cells of a column, by its index. */
export const cellsOf = ({ rows }: Pick<Table, 'rows'>, column: number): readonly string[] =>
  rows.map((row) => row[column] ?? '');

/** Where a row stands, as failures name it: rows and lines count from 1. */
export const placeOf = ({ path, lines }: Pick<Table, 'path' | 'lines'>, row: number) => ({
  file: path,
  row: row + 1,
  line: lines[row] ?? 1,
});
