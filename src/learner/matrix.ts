/** Row-major float32 matrix: element (row, column) is `values[row * columnCount + column]`. */
export interface DenseMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly values: Float32Array;
}

/** Rows with their labels, in file order: `labels.length === features.rowCount`. */
export interface LabeledRows {
  readonly features: DenseMatrix;
  readonly labels: Float32Array;
}

/** The first `count` rows, or all there are; the values are shared. */
export function firstRows({ features, labels }: LabeledRows, count: number): LabeledRows {
  const rowCount = Math.min(count, features.rowCount);
  const values = features.values.subarray(0, rowCount * features.columnCount);
  return { features: { ...features, rowCount, values }, labels: labels.subarray(0, rowCount) };
}
