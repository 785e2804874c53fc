import type { Cells } from '../../shapes/cells.ts';
import type { FittedBy, PlannedBy } from '../../shapes/encoders/fitted.ts';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import type { CellProblem } from '../../shapes/predictions.ts';
import type { NumberAggregates } from './number.ts';
import type { LevelCounts } from './oneHot.ts';

/** What each encoder needs to know of the training rows. */
interface AggregatesOf {
  readonly number: NumberAggregates;
  readonly 'one-hot': LevelCounts;
}

/** A cell of a table, or a value by column name; undefined, or an empty text, is missing. */
export type Cell = string | number | undefined;

export type { CellProblem };

/** One column's way to numbers, ready to be used. */
export interface OpenEncoder {
  /** Of its output columns. */
  readonly names: readonly string[];
  /** Writes the output columns of a cell at `into[at]` and following. */
  readonly write: (cell: Cell, into: Float64Array | Float32Array, at: number) => CellProblem | undefined;
}

/** A column on the training rows. */
export interface TrainingColumn {
  readonly cells: Cells;
  /** Whether it is a column of numbers. */
  readonly isNumber: boolean;
}

/** How columns of one kind become numbers. */
export interface Encoder<Name extends keyof AggregatesOf> {
  /** The keys of a feature that it takes, apart from those of all. */
  readonly keys: readonly (keyof ColumnFeature)[];
  readonly aggregate: (training: TrainingColumn) => AggregatesOf[Name];
  readonly fit: (aggregates: AggregatesOf[Name], planned: PlannedBy[Name]) => FittedBy[Name];
  readonly open: (column: string, fitted: FittedBy[Name]) => OpenEncoder;
}
