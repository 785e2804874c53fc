/** How columns become numbers, fitted on the training rows; stored with the model so that any machine can predict with it. */
export interface Preparation {
  readonly version: 1;
  readonly target: string;
  readonly features: readonly {
    readonly column: string;
    readonly type: 'number';
    readonly min: number;
    readonly max: number;
    readonly mean: number;
  }[];
  readonly trainMean: number;
  /** Classifiers only: the name of class i. */
  readonly classNames?: readonly string[] | undefined;
  /** 1-based numbers of the held-out data rows in the order of the test channel; at most the first 10,000. */
  readonly testRowNumbers: readonly number[];
}

/** Rows of each set, and those in none of them. */
export interface RowCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Rows without a value in the target; absent for none. */
  readonly withoutTarget?: number | undefined;
  /** Rows of the file with too many or too few values; absent for none. */
  readonly setAside?: number | undefined;
}

export interface PreparedRun {
  readonly trainPath: string;
  readonly validationPath?: string;
  readonly testPath?: string;
  readonly format: 'recordio' | 'csv';
  readonly rowCounts: RowCounts;
  readonly tableSha256: string;
  readonly preparation: Preparation;
  /** A map of strings, as SageMaker expects. */
  readonly hyperparameters: Readonly<Record<string, string>>;
}
