/** Row-major float32 matrix: element (row, column) is `values[row * columnCount + column]`. */
export interface DenseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly values: Float32Array;
}

/** Compressed sparse rows (CSR): the entries of row r are rowStarts[r] to rowStarts[r + 1], with ascending columns; all others are 0. */
export interface SparseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly rowStarts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

/** Rows with their labels, in file order: `labels.length === features.rowCount`. */
export interface LabeledRows {
  readonly features: DenseMatrix;
  readonly labels: Float32Array;
}

/** The first `count` rows, or all if there are fewer; shares memory with the input. */
export function firstRows({ features, labels }: LabeledRows, count: number): LabeledRows {
  const rowCount = Math.min(count, features.rowCount);
  const values = features.values.subarray(0, rowCount * features.columnCount);
  return { features: { ...features, rowCount, values }, labels: labels.subarray(0, rowCount) };
}

/** All rows in order, in blocks of at most `count`; shares memory with the input. */
export function* rowBlocks({ features, labels }: LabeledRows, count: number): Generator<LabeledRows> {
  const { columnCount, values } = features;
  for (let first = 0; first < features.rowCount; first += count) {
    const rowCount = Math.min(count, features.rowCount - first);
    const own = values.subarray(first * columnCount, (first + rowCount) * columnCount);
    yield {
      features: { rowCount, columnCount, values: own },
      labels: labels.subarray(first, first + rowCount),
    };
  }
}

/** The first element, in row order, that is not finite. */
export function firstNonFinite(
  matrix: DenseMatrix | SparseMatrix,
): { readonly row: number; readonly column: number; readonly value: number } | undefined {
  const { values, columnCount } = matrix;
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return undefined;
  const value = values[at] ?? 0;
  if (!('columns' in matrix)) return { row: Math.floor(at / columnCount), column: at % columnCount, value };
  const row = matrix.rowStarts.findIndex((start) => start > at) - 1;
  return { row, column: matrix.columns[at] ?? 0, value };
}
