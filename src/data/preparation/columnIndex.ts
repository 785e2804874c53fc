import { nearest } from '../../learner/hyperparameters/validate.ts';
import { dataFailure } from '../shapes/failures.ts';
import type { Table } from '../table/table.ts';

/** The index of a column. Throws 'column-unknown' with the nearest name. */
export function columnIndex({ path, columns }: Pick<Table, 'path' | 'columns'>, column: string): number {
  const index = columns.indexOf(column);
  if (index >= 0) return index;
  const suggestion = nearest(column, columns) ?? '';
  throw dataFailure('column-unknown', { file: path, column, suggestion }, `${path} has no column ${column}`);
}
