/**
 * Solves with a symmetric positive definite matrix, `[row][column]` of `size` squared, of which the lower triangle is read. The
 * factorization overwrites it.
 */
export function choleskySolver(matrix: Float64Array, size: number): (right: Float64Array) => Float64Array {
  factorize(matrix, size);
  return (right) => {
    const x = Float64Array.from(right);
    for (let row = 0; row < size; row += 1) {
      let sum = x[row] ?? 0;
      for (let column = 0; column < row; column += 1)
        sum -= (matrix[row * size + column] ?? 0) * (x[column] ?? 0);
      x[row] = sum / (matrix[row * size + row] ?? 1);
    }
    for (let row = size - 1; row >= 0; row -= 1) {
      const solved = (x[row] ?? 0) / (matrix[row * size + row] ?? 1);
      x[row] = solved;
      for (let column = 0; column < row; column += 1)
        x[column] = (x[column] ?? 0) - (matrix[row * size + column] ?? 0) * solved;
    }
    return x;
  };
}

/** Cholesky's lower factor, in place. A pivot that rounding left without a size counts as the smallest that is safe. */
function factorize(matrix: Float64Array, size: number): void {
  const at = (row: number, column: number) => matrix[row * size + column] ?? 0;
  let largest = 0;
  for (let row = 0; row < size; row += 1) largest = Math.max(largest, at(row, row));
  const least = Math.max(largest * Number.EPSILON, Number.MIN_VALUE);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = at(row, column);
      for (let k = 0; k < column; k += 1) sum -= at(row, k) * at(column, k);
      matrix[row * size + column] =
        row === column ? Math.sqrt(Math.max(sum, least)) : sum / at(column, column);
    }
  }
}
