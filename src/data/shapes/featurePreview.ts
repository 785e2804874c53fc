/** What a feature makes of some rows of the table. */
export interface FeaturePreview {
  /** The columns that the feature is made of. */
  readonly columns: readonly string[];
  /** Of its output columns, those shown: the first ones, where they are many those that differ in these rows. */
  readonly names: readonly string[];
  /** Output columns in all. */
  readonly outputCount: number;
  readonly rows: readonly PreviewRow[];
  /** Training rows that the encoder was fitted on here, and how many there are: about, where not all were. */
  readonly fittedCount: number;
  readonly trainCount: number;
}

export interface PreviewRow {
  /** Counted from 1, of the data. */
  readonly row: number;
  /** One for each of the columns, as the file has them. */
  readonly cells: readonly string[];
  /** What is special about the row. */
  readonly why?: 'missing' | 'rare' | 'least' | 'greatest';
  /** One for each of the names, or why the row has none. */
  readonly values: readonly number[] | PreviewProblem;
}

/** Why a cell has no numbers. */
type PreviewProblem = 'value-missing' | 'value-not-numeric' | 'value-unseen' | 'value-out-of-domain';
