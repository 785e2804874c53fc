import type { LabeledRows } from '../../learner/matrix.ts';
import { cellAt, gathered } from '../shapes/cells.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import { dataFailure } from '../shapes/failures.ts';
import { maskOf, rowsOf } from '../split/rowMask.ts';
import { placeOf } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import type { Cell, CellProblem, TrainingColumn, TrainingTarget } from './encoders/encoder.ts';
import { crossFitFeature, fitFeature, isCrossFitted } from './encoders/registry.ts';
import type { Labels } from './labels.ts';
import { faultOf } from './openFeatures.ts';
import type { OpenFeatures, TrainedFeature } from './openFeatures.ts';
import { openRowWriter } from './rowWriter.ts';

/** Fits features on rows of the table, which are those to train on. */
export async function fitFeatures(
  table: Table,
  features: readonly Feature[],
  rows: Int32Array,
  target: TrainingTarget,
  signal?: AbortSignal,
): Promise<readonly TrainedFeature[]> {
  const trained: TrainedFeature[] = [];
  // Columns are read fastest in the order of the table.
  const inTableOrder = rowsOf(maskOf(rows, table.rowCount));
  for (const planned of features) {
    const columns: TrainingColumn[] = [];
    for (const name of columnsOf(planned)) {
      const index = columnIndex(table, name);
      const cells = gathered(await table.cells(index, signal), isCrossFitted(planned) ? rows : inTableOrder);
      columns.push({
        cells,
        isNumber: cells.kind === 'numbers',
        dateFormat: table.types[index]?.date?.format,
      });
    }
    const training = { columns, target };
    const folds = crossFitFeature(planned, training);
    trained.push({
      feature: fitFeature(planned, training),
      folds: folds && { ...folds, foldOf: spread(folds.foldOf, rows, table.rowCount) },
    });
  }
  return trained;
}

/** Values of rows at the places of these in the table, -1 for the others. */
function spread(values: Int32Array, rows: Int32Array, rowCount: number): Int32Array {
  const all = new Int32Array(rowCount).fill(-1);
  for (let at = 0; at < rows.length; at += 1) all[rows[at] ?? 0] = values[at] ?? -1;
  return all;
}

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
  const names = [...new Set(features.flatMap(({ column, second }) => [column, second ?? column]))];
  const indices = names.map((name) => columnIndex(table, name));
  const numberOf = new Map(names.map((name, number) => [name, number]));
  const writers = features.map((feature) => ({ ...feature, writer: openRowWriter(feature) }));
  for await (const { from, rowCount, cells } of table.chunks(indices, signal)) {
    const cellsOf = (name: string | undefined) =>
      name === undefined ? undefined : cells[numberOf.get(name) ?? -1];
    const ofChunk = writers.flatMap((feature) => {
      const [ofColumn, ofSecond] = [cellsOf(feature.column), cellsOf(feature.second)];
      if (ofColumn === undefined) return [];
      return [{ feature, at: feature.at, ofColumn, ofSecond, write: feature.writer(ofColumn, ofSecond) }];
    });
    // Row by row: a row's values lie side by side, and the rows far apart.
    for (let row = 0; row < rowCount; row += 1) {
      const place = places[from + row] ?? -1;
      if (place < 0) continue;
      for (const { feature, at, ofColumn, ofSecond, write } of ofChunk) {
        const problem = write(row, from + row, values, place * width + at);
        if (problem === undefined) continue;
        const other = ofSecond === undefined ? undefined : cellAt(ofSecond, row);
        const { column, cell } = faultOf(feature, cellAt(ofColumn, row), other);
        throw cellFailure(problem, { ...(await placeOf(table, from + row)), column, role: 'feature' }, cell);
      }
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
    case 'value-out-of-domain':
      return dataFailure(
        problem,
        { ...place, found },
        `${where} has ${JSON.stringify(found)} in ${place.column}, which cannot be transformed or stored`,
      );
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
