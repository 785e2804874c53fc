import type { Cells } from '../../shapes/cells.ts';
import type { EncoderName, FittedBy, PlannedBy } from '../../shapes/encoders/fitted.ts';
import type { CellProblem } from '../../shapes/predictions.ts';

/** A number of a table (of a date: milliseconds since 1970), or a text as it is typed; undefined, or an empty text, is missing. */
export type Cell = string | number | undefined;

export type { CellProblem };

/** The output column of a cell with 1, counted from 1, or with -1, counted from -1; 0 for none. */
export type HotColumn = (cell: Cell) => number | CellProblem;

/** A feature's way to numbers, ready to be used. */
export interface OpenEncoder {
  /** Of its output columns. */
  readonly names: readonly string[];
  /** Writes the output columns of a row at `into[at]` and following; `second` is the cell of a second column. */
  readonly write: (
    cell: Cell,
    into: Float64Array | Float32Array,
    at: number,
    second?: Cell,
  ) => CellProblem | undefined;
  /** Instead of `write` where a row has one value at most that is not 0: where it is. */
  readonly hot?: HotColumn;
  /** A number that the learner can hold is written as it is, and 0 into the other output columns. */
  readonly isPlain?: boolean;
  /** Output columns of one value are nothing to mention. */
  readonly hasIdleOutputs?: true;
  /** Of two columns: whether the first has the cell that is the problem. */
  readonly isFirstAtFault?: (cell: Cell) => boolean;
}

/** A column on the training rows. */
export interface TrainingColumn {
  readonly cells: Cells;
  /** Whether it is a column of numbers, or of dates. */
  readonly isNumber: boolean;
  /** Whether its numbers are yes and no, written as 1 and 0. */
  readonly isYesOrNo?: boolean | undefined;
  /** Of dates: how they are written. */
  readonly dateFormat?: string | undefined;
}

/** What is learned from. */
export interface Training {
  /** In the order of the feature's columns. */
  readonly columns: readonly TrainingColumn[];
  readonly target: TrainingTarget;
}

/** The labels of the training rows, as the learner gets them. */
export interface TrainingTarget {
  readonly labels: Float64Array;
  /** Of a classifier: the name of class i. */
  readonly classNames?: readonly string[] | undefined;
  /** Of the split. */
  readonly seed: number;
}

/** What the training rows are encoded with where their own target must not be part of it. */
export interface CrossFit<Fitted> {
  /** The part of each training row. */
  readonly foldOf: Int32Array;
  /** What was learned outside of each part. */
  readonly fitted: readonly Fitted[];
}

/** How features of one kind become numbers: one definition for the rows of a table and for a row that is typed in. */
export interface Encoder<Name extends EncoderName> {
  readonly fit: (training: Training, planned: PlannedBy[Name]) => FittedBy[Name];
  readonly crossFit?: (training: Training, planned: PlannedBy[Name]) => CrossFit<FittedBy[Name]>;
  readonly open: (planned: PlannedBy[Name], fitted: FittedBy[Name]) => OpenEncoder;
}

export const noColumn: TrainingColumn = { cells: { kind: 'texts', texts: [] }, isNumber: true };

/** The column of a feature that is made of one. */
export const onlyColumn = ({ columns: [column = noColumn] }: Training): TrainingColumn => column;
