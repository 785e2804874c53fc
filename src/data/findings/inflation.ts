/** A pivot this small is rounding error: the column is a combination of the others. */
const leastPivot = 1e-10;

/**
 * Variance inflation factors from the correlation matrix of columns: the diagonal of its inverse; Infinity for a column that is a linear
 * combination of the others. Columns without a correlation (null) count as unrelated.
 */
export function varianceInflation(correlations: readonly (readonly (number | null)[])[]): readonly number[] {
  return correlations.map((row, column) => {
    const others = [...correlations.keys()].filter((index) => index !== column);
    return 1 / Math.max(0, 1 - explainedShare(correlations, row, others));
  });
}

/** R² of a standardized column on others: r' R⁻¹ r by Gaussian elimination, in which columns that add nothing are passed over. */
function explainedShare(
  correlations: readonly (readonly (number | null)[])[],
  target: readonly (number | null)[],
  others: readonly number[],
): number {
  const system = others.map((i) =>
    Float64Array.from([...others.map((j) => (i === j ? 1 : (correlations[i]?.[j] ?? 0))), target[i] ?? 0]),
  );
  const width = others.length;
  let explained = 0;
  for (const [step, lead] of system.entries()) {
    const pivot = lead[step] ?? 0;
    if (pivot < leastPivot) continue;
    const share = lead[width] ?? 0;
    explained += (share * share) / pivot;
    for (const row of system.slice(step + 1)) {
      const factor = (row[step] ?? 0) / pivot;
      if (factor === 0) continue;
      for (let column = step; column <= width; column += 1)
        row[column] = (row[column] ?? 0) - factor * (lead[column] ?? 0);
    }
  }
  return explained >= 1 - leastPivot ? 1 : explained;
}
