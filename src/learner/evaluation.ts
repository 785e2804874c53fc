/** Regression metrics in the label's own units, over `rowCount` rows. */
export interface RegressionMetrics {
  readonly rowCount: number;
  readonly mse: number;
  readonly rmse: number;
  readonly mae: number;
  /** 1 − SSE/SST; null when the actual values do not vary. */
  readonly r2: number | null;
  readonly maxAbsoluteError: number;
  /** mean of predicted − actual */
  readonly bias: number;
}

/** One held-out row. `row` is the 1-based data row of the table (header not counted). */
export interface EvaluationPair {
  readonly row: number;
  /** Feature values in the order of `Evaluation.featureNames`. */
  readonly features: readonly number[];
  readonly actual: number;
  readonly predicted: number;
}

/** A model judged on rows it never saw. */
export interface Evaluation {
  readonly target: string;
  readonly featureNames: readonly string[];
  /** Coefficients in the user's units: target = bias + Σ weights[i] × featureNames[i]. */
  readonly coefficients: { readonly bias: number; readonly weights: readonly number[] };
  readonly metrics: RegressionMetrics;
  /** Always answering the training mean. */
  readonly baseline: RegressionMetrics;
  readonly trainMetrics: RegressionMetrics;
  readonly trainMean: number;
  readonly pairs: readonly EvaluationPair[];
}
