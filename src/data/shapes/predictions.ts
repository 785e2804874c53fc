/** Why a cell has no encoding. */
export type CellProblem = 'value-missing' | 'value-not-numeric' | 'value-unseen' | 'value-out-of-domain';

/** Rows that cannot be predicted, by the first of their cells that the model cannot take. */
export interface UnpredictableRows {
  readonly column: string;
  readonly problem: CellProblem;
  readonly count: number;
  /** The first of them, counted from 1. */
  readonly row: number;
  readonly found: string;
}
