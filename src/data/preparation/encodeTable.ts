import { nearest } from '../../learner/hyperparameters/validate.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { dataFailure } from '../shapes/failures.ts';
import { isMissing, isNumeric, numberOf } from '../table/cells.ts';
import { placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';
import type { Cell, CellProblem, OpenEncoder } from './encoders/encoder.ts';
import { fitFeature, openFeature } from './encoders/registry.ts';
import { freeName } from './freeName.ts';
import { classReader } from './labels.ts';

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
    return { column: feature.planned.column, at, encoder };
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
export function fitFeatures(
  table: Table,
  features: readonly Feature[],
  rows: readonly number[],
): readonly FittedFeature[] {
  return features.map((feature) => {
    const index = columnIndex(table, feature.column);
    const cells = rows.map((row) => table.rows[row]?.[index] ?? '');
    return fitFeature(feature, { cells, isNumber: isNumeric(table.types[index]?.type ?? 'empty') });
  });
}

/** The index of a column. Throws 'column-unknown' with the nearest name. */
export function columnIndex(table: Table, column: string): number {
  const index = table.columns.indexOf(column);
  if (index >= 0) return index;
  const suggestion = nearest(column, table.columns) ?? '';
  throw dataFailure(
    'column-unknown',
    { file: table.path, column, suggestion },
    `${table.path} has no column ${column}`,
  );
}

/** Columns of numbers as they are, without gaps. */
export const plainNumbers = (columns: readonly string[]): OpenFeatures =>
  openFeatures(columns.map((column) => fitFeature({ column }, { cells: [], isNumber: true })));

interface Labels {
  readonly target: string;
  readonly classNames?: readonly string[] | undefined;
}

/** The given rows as float32 features [rows × output columns] and labels [rows]. Throws DataFailure with row and column. */
export function labeledRows(
  table: Table,
  { features, width }: OpenFeatures,
  { target, classNames }: Labels,
  rows: readonly number[],
): LabeledRows {
  const columns = features.map((feature) => ({ ...feature, index: columnIndex(table, feature.column) }));
  const targetIndex = columnIndex(table, target);
  const values = new Float32Array(rows.length * width);
  const labels = new Float32Array(rows.length);
  const labelOf =
    classNames === undefined
      ? (row: number) => labelNumber(table, row, targetIndex)
      : classReader(table, targetIndex, classNames);
  for (const [at, row] of rows.entries()) {
    labels[at] = labelOf(row);
    const cells = table.rows[row] ?? [];
    for (const { column, index, at: first, encoder } of columns) {
      const cell = cells[index];
      const problem = encoder.write(cell, values, at * width + first);
      if (problem !== undefined)
        throw cellFailure(problem, { ...placeOf(table, row), column, role: 'feature' }, cell);
    }
  }
  return { features: { rowCount: rows.length, columnCount: width, values }, labels };
}

function labelNumber(table: Table, row: number, index: number): number {
  const cell = table.rows[row]?.[index] ?? '';
  const number = numberOf(cell);
  if (number !== undefined) return number;
  const facts = { ...placeOf(table, row), column: table.columns[index] ?? '', role: 'target' } as const;
  throw cellFailure(isMissing(cell) ? 'value-missing' : 'value-not-numeric', facts, cell);
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
