import { cellAt } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import { faultOf, openFeatures } from './openFeatures.ts';
import type { Cell, CellProblem } from './encoders/encoder.ts';

/** The first cell of a row that a model cannot take. */
export interface RowProblem {
  readonly column: string;
  readonly problem: CellProblem;
  readonly found: string;
}

/** Rows of a table as the features of a model. */
export interface RowEncoder {
  /** Names and indices of the columns that it needs, in the order that it takes them from a chunk. */
  readonly names: readonly string[];
  readonly columns: readonly number[];
  /** Encodes a row of the chunk by its index in it; the array is valid until the next call. */
  readonly of: (chunk: { readonly cells: readonly Cells[] }) => (row: number) => Float32Array | RowProblem;
}

const longestFound = 100;

/** Throws 'column-unknown'. */
export function openRowEncoder(table: Table, fitted: readonly FittedFeature[]): RowEncoder {
  const { features, width } = openFeatures(fitted);
  const names = [...new Set(features.flatMap(({ column, second = column }) => [column, second]))];
  const placed = features.map((feature) => ({
    feature,
    place: names.indexOf(feature.column),
    secondPlace: feature.second === undefined ? undefined : names.indexOf(feature.second),
  }));
  const values = new Float32Array(width);
  return {
    names,
    columns: names.map((name) => columnIndex(table, name)),
    of:
      ({ cells }) =>
      (row) => {
        const at = (place: number | undefined): Cell => {
          const own = cells[place ?? -1];
          return own === undefined ? undefined : cellAt(own, row);
        };
        for (const { feature, place, secondPlace } of placed) {
          const [first, second] = [at(place), at(secondPlace)];
          const problem = feature.encoder.write(first, values, feature.at, second);
          if (problem === undefined) continue;
          const { column, cell } = faultOf(feature, first, second);
          return { column, problem, found: String(cell ?? '').slice(0, longestFound) };
        }
        return values;
      },
  };
}
