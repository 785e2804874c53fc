import { isNumeric } from '../table/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { Table } from '../table/table.ts';

/** Of numbers that are read side by side: a table is scanned once for them instead of once for each. */
const mostBytes = 64 * 2 ** 20;

/** The columns of a table one after the other; columns of numbers are read together as far as memory allows. */
export async function* readColumns(
  table: Table,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly column: number; readonly cells: Cells }> {
  const bytes = Math.max(1, table.rowCount * Float64Array.BYTES_PER_ELEMENT);
  const most = Math.max(1, Math.floor(mostBytes / bytes));
  const isNumber = (column: number) => {
    const type = table.types[column]?.type ?? 'empty';
    return isNumeric(type) || type === 'date';
  };
  for (let column = 0; column < table.columns.length;) {
    const group = [column];
    while (isNumber(column) && group.length < most && isNumber(column + group.length))
      group.push(column + group.length);
    const cells =
      group.length === 1 ? [await table.cells(column, signal)] : await together(table, group, signal);
    for (const [index, one] of cells.entries()) yield { column: column + index, cells: one };
    column += group.length;
  }
}

async function together(
  table: Table,
  columns: readonly number[],
  signal: AbortSignal | undefined,
): Promise<readonly Cells[]> {
  const arrays = columns.map(() => new Float64Array(table.rowCount));
  for await (const { from, cells } of table.chunks(columns, signal))
    for (const [index, part] of cells.entries()) {
      // A column whose cells are no numbers after all is read by itself.
      if (part.kind !== 'numbers') return Promise.all(columns.map((column) => table.cells(column, signal)));
      arrays[index]?.set(part.values, from);
    }
  return arrays.map((values) => ({ kind: 'numbers', values }));
}
