import { gathered } from '../shapes/cells.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import { maskOf, rowsOf } from '../split/rowMask.ts';
import type { Table } from '../table/table.ts';
import { isYesOrNoInNumbers } from '../source/columnCells.ts';
import { columnIndex } from './columnIndex.ts';
import type { TrainingColumn, TrainingTarget } from './encoders/encoder.ts';
import { crossFitFeature, fitFeature, isCrossFitted } from './encoders/registry.ts';
import type { TrainedFeature } from './openFeatures.ts';

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
      const reading = table.types[index];
      const cells = gathered(await table.cells(index, signal), isCrossFitted(planned) ? rows : inTableOrder);
      columns.push({
        cells,
        isNumber: cells.kind === 'numbers',
        isYesOrNo: reading !== undefined && isYesOrNoInNumbers(reading),
        dateFormat: reading?.date?.format,
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
