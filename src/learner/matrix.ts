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
