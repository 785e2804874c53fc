import { gathered } from '../shapes/cells.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import { maskOf, rowsOf } from '../split/rowMask.ts';
import { openPace } from '../shapes/work.ts';
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
  const pace = openPace({ signal });
  const memories: Float64Array[] = [];
  for (const planned of features) {
    await pace();
    const order = isCrossFitted(planned) ? rows : inTableOrder;
    const columns: TrainingColumn[] = [];
    for (const [place, name] of columnsOf(planned).entries()) {
      const index = columnIndex(table, name);
      const reading = table.types[index];
      const all = await table.cells(index, signal);
      // What is learned of numbers keeps none of them.
      const memory = all.kind === 'numbers' ? (memories[place] ??= new Float64Array(rows.length)) : undefined;
      const cells = gathered(all, order, memory);
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
