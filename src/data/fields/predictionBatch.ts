import type { UnpredictableRows } from '../shapes/predictions.ts';
import type { FieldRemark } from './field.ts';

/** Consecutive rows of a table as the endpoint takes them. */
export interface PredictionBatch {
  /** The first row, counted from 0. */
  readonly from: number;
  readonly rowCount: number;
  /** text/csv of the rows that can be predicted. */
  readonly body: string;
  readonly predictableCount: number;
  readonly problems: readonly UnpredictableRows[];
  readonly remarks: readonly RemarkedRows[];
}

/** Values of a column that the model takes, but that are not as those of the training rows. */
export interface RemarkedRows {
  readonly column: string;
  readonly remark: FieldRemark;
  readonly count: number;
  /** The first of them, counted from 1. */
  readonly row: number;
  readonly found: string;
}
