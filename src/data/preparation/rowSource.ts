import { gathered } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { ColumnReading } from '../source/columnCells.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';

/** Rows to assign to sets; places in it count from 0. */
export interface RowSource {
  readonly rowCount: number;
  /** Named in failures. */
  readonly file: string;
  /** Cells of these rows. Throws 'column-unknown'. */
  cells(column: string, signal?: AbortSignal): Promise<Cells>;
  reading(column: string): Partial<Pick<ColumnReading, 'date'>>;
  /** Some of the rows, in the given order. */
  part(places: Int32Array): RowSource;
}

/** All rows of a table, or some of them in the given order. */
export function rowSource(table: Table, rows?: Int32Array): RowSource {
  return {
    rowCount: rows === undefined ? table.rowCount : rows.length,
    file: table.path,
    async cells(column, signal) {
      const all = await table.cells(columnIndex(table, column), signal);
      return rows === undefined ? all : gathered(all, rows);
    },
    reading: (column) => table.types[columnIndex(table, column)] ?? {},
    part: (places) => rowSource(table, rows === undefined ? places : places.map((place) => rows[place] ?? 0)),
  };
}
