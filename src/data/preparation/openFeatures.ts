import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Cell, CrossFit, OpenEncoder } from './encoders/encoder.ts';
import { fitFeature, openFeature } from './encoders/registry.ts';
import { freeName } from './freeName.ts';

/** A feature fitted on rows of a table. */
export interface TrainedFeature {
  readonly feature: FittedFeature;
  /** What its training rows are encoded with, if that is another thing; `foldOf` has every row of the table, -1 for the others. */
  readonly folds?: CrossFit<FittedFeature> | undefined;
}

/** A feature with the first of its output columns. */
export interface OpenFeature {
  readonly column: string;
  /** Of a product. */
  readonly second?: string | undefined;
  readonly at: number;
  readonly encoder: OpenEncoder;
  readonly folds?: { readonly foldOf: Int32Array; readonly encoders: readonly OpenEncoder[] } | undefined;
}

export interface OpenFeatures {
  readonly features: readonly OpenFeature[];
  readonly width: number;
}

/** The features side by side, ready to encode rows that were not trained on. */
export const openFeatures = (fitted: readonly FittedFeature[]): OpenFeatures =>
  openTrained(fitted.map((feature) => ({ feature })));

/** The features side by side, ready to encode the rows of the table that they were fitted on. */
export function openTrained(trained: readonly TrainedFeature[]): OpenFeatures {
  let width = 0;
  const features = trained.map(({ feature, folds }): OpenFeature => {
    const encoder = openFeature(feature);
    const at = width;
    width += encoder.names.length;
    const [column = '', second] = columnsOf(feature.planned);
    const opened = folds && { foldOf: folds.foldOf, encoders: folds.fitted.map(openFeature) };
    return { column, second, at, encoder, folds: opened };
  });
  return { features, width };
}

/** The column and the cell that a feature could not encode; a product has two of each. */
export function faultOf(
  { column, second, encoder }: OpenFeature,
  cell: Cell,
  other: Cell,
): { readonly column: string; readonly cell: Cell } {
  return second === undefined || encoder.isFirstAtFault?.(cell) !== false
    ? { column, cell }
    : { column: second, cell: other };
}

/** The names of the output columns in order; one that is there twice is numbered. */
export function outputNames({ features }: OpenFeatures): readonly string[] {
  const taken = new Set<string>();
  return features
    .flatMap(({ encoder }) => encoder.names)
    .map((name) => {
      const free = freeName(name, (one) => taken.has(one));
      taken.add(free);
      return free;
    });
}

/** Columns of numbers as they are, without gaps. */
export function plainNumbers(columns: readonly string[]): OpenFeatures {
  const nothing = { columns: [], target: { labels: new Float64Array(), seed: 0 } };
  return openFeatures(columns.map((column) => fitFeature({ column }, nothing)));
}
