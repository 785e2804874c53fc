import type { DenseMatrix, SparseMatrix } from './matrix.ts';

/** A row of a request: all its values, or those at `columns` of `width`, in any order. If a column is repeated, the last value counts. */
export type Row =
  | { readonly values: ArrayLike<number> }
  | { readonly values: ArrayLike<number>; readonly columns: readonly number[]; readonly width: number };

export const widthOf = (row: Row): number => ('width' in row ? row.width : row.values.length);

/** Combines rows of equal width into a matrix, which is sparse if any row is. */
export function matrixOf(rows: readonly Row[], columnCount: number): DenseMatrix | SparseMatrix {
  if (rows.some((row) => 'columns' in row)) return sparseMatrixOf(rows, columnCount);
  const values = new Float32Array(rows.length * columnCount);
  for (const [index, row] of rows.entries()) values.set(row.values, index * columnCount);
  return { rowCount: rows.length, columnCount, values };
}

function sparseMatrixOf(rows: readonly Row[], columnCount: number): SparseMatrix {
  const most = rows.reduce((sum, { values }) => sum + values.length, 0);
  const [columns, values] = [new Uint32Array(most), new Float32Array(most)];
  const rowStarts = new Uint32Array(rows.length + 1);
  let end = 0;
  const put = (column: number, value: number) => {
    columns[end] = column;
    values[end] = value;
    end += 1;
  };
  for (const [index, row] of rows.entries()) {
    const given = 'columns' in row ? row.columns : undefined;
    if (given === undefined) for (let at = 0; at < columnCount; at += 1) put(at, row.values[at] ?? 0);
    else
      for (const at of ascending(given)) {
        const column = given[at] ?? 0;
        if (end > (rowStarts[index] ?? 0) && columns[end - 1] === column) end -= 1;
        put(column, row.values[at] ?? 0);
      }
    rowStarts[index + 1] = end;
  }
  return {
    rowCount: rows.length,
    columnCount,
    rowStarts,
    columns: columns.subarray(0, end),
    values: values.subarray(0, end),
  };
}

/** Indexes that sort `columns`, stably. */
function ascending(columns: readonly number[]): Iterable<number> {
  const isSorted = columns.every((column, at) => at === 0 || (columns[at - 1] ?? 0) <= column);
  if (isSorted) return columns.keys();
  return [...columns.keys()].sort((a, b) => (columns[a] ?? 0) - (columns[b] ?? 0));
}
