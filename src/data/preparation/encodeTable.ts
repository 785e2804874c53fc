import type { LabeledRows } from '../../learner/matrix.ts';
import { cellAt, gathered } from '../shapes/cells.ts';
import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { dataFailure } from '../shapes/failures.ts';
import { placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import type { Cell, CellProblem, OpenEncoder } from './encoders/encoder.ts';
import { fitFeature, openFeature } from './encoders/registry.ts';
import { freeName } from './freeName.ts';
import type { Labels } from './labels.ts';

/** A feature with the first of its output columns. */
interface OpenFeature {
  readonly column: string;
  readonly at: number;
  readonly encoder: OpenEncoder;
}

export interface OpenFeatures {
  readonly features: readonly OpenFeature[];
  readonly width: number;
}

/** The features side by side, ready to encode rows. */
export function openFeatures(fitted: readonly FittedFeature[]): OpenFeatures {
  let width = 0;
  const features = fitted.map((feature) => {
    const encoder = openFeature(feature);
    const at = width;
    width += encoder.names.length;
    return { column: columnsOf(feature.planned)[0] ?? '', at, encoder };
  });
  return { features, width };
}

/** The names of the output columns in order; one that stands twice is numbered. */
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

/** Fits features on rows of the table, which are those to train on. */
export async function fitFeatures(
  table: Table,
  features: readonly Feature[],
  rows: Int32Array,
  signal?: AbortSignal,
): Promise<readonly FittedFeature[]> {
  const fitted: FittedFeature[] = [];
  for (const feature of features) {
    const cells = gathered(await table.cells(columnIndex(table, columnsOf(feature)[0] ?? ''), signal), rows);
    fitted.push(fitFeature(feature, { cells, isNumber: cells.kind === 'numbers' }));
  }
  return fitted;
}

/** Columns of numbers as they are, without gaps. */
export const plainNumbers = (columns: readonly string[]): OpenFeatures =>
  openFeatures(
    columns.map((column) =>
      fitFeature({ column }, { cells: { kind: 'numbers', values: new Float64Array() }, isNumber: true }),
    ),
  );

/**
 * The given rows in their order as float32 features [rows × output columns] and labels [rows]. Reads the table once. Throws
 * DataFailure with row and column.
 */
export async function labeledRows(
  table: Table,
  { features, width }: OpenFeatures,
  labels: Labels,
  rows: Int32Array,
  signal?: AbortSignal,
): Promise<LabeledRows> {
  const places = placesOf(rows, table.rowCount);
  const values = new Float32Array(rows.length * width);
  const indices = features.map(({ column }) => columnIndex(table, column));
  for await (const { from, rowCount, cells } of table.chunks(indices, signal))
    for (const [number, { column, at, encoder }] of features.entries()) {
      const ofColumn = cells[number];
      if (ofColumn === undefined) continue;
      for (let row = 0; row < rowCount; row += 1) {
        const place = places[from + row] ?? -1;
        if (place < 0) continue;
        const cell = cellAt(ofColumn, row);
        const problem = encoder.write(cell, values, place * width + at);
        if (problem !== undefined)
          throw cellFailure(
            problem,
            { ...(await placeOf(table, from + row)), column, role: 'feature' },
            cell,
          );
      }
    }
  return {
    features: { rowCount: rows.length, columnCount: width, values },
    labels: await labelsAt(table, labels, rows),
  };
}

/** Where each row of the table goes; -1 for nowhere. */
function placesOf(rows: Int32Array, rowCount: number): Int32Array {
  const places = new Int32Array(rowCount).fill(-1);
  for (let place = 0; place < rows.length; place += 1) places[rows[place] ?? 0] = place;
  return places;
}

async function labelsAt(table: Table, labels: Labels, rows: Int32Array): Promise<Float32Array<ArrayBuffer>> {
  const found = new Float32Array(rows.length);
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows[place] ?? 0;
    const label = labels.values[row] ?? Number.NaN;
    if (Number.isNaN(label)) {
      const { problem, cell } = labels.problemAt(row);
      throw cellFailure(
        problem,
        { ...(await placeOf(table, row)), column: labels.target, role: 'target' },
        cell,
      );
    }
    found[place] = label;
  }
  return found;
}

interface CellPlace {
  readonly file: string;
  readonly row: number;
  readonly line?: number;
  readonly column: string;
  readonly role: 'target' | 'feature';
}

export function cellFailure(problem: CellProblem, place: CellPlace, cell: Cell) {
  const found = String(cell ?? '');
  const where = `${place.file}: row ${place.row}`;
  switch (problem) {
    case 'value-missing':
      return dataFailure(problem, place, `${where} has no value in ${place.column}`);
    case 'value-not-numeric':
      return dataFailure(
        problem,
        { ...place, found },
        `${where} has ${JSON.stringify(found)} in ${place.column}, which is no number`,
      );
    case 'value-unseen': {
      const { role: _, ...facts } = place;
      return dataFailure(
        problem,
        { ...facts, found },
        `${where} has ${JSON.stringify(found)} in ${place.column}, which no training row has`,
      );
    }
  }
}
