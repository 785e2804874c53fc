import { join } from 'node:path';
import { replaceFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { nearest } from '../../learner/hyperparameters/validate.ts';
import type { PreparedRun, Preparation } from '../shapes/preparation.ts';
import { dataFailure } from '../shapes/failures.ts';
import { hyperparameterStrings } from '../shapes/experiment.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { whyUnusable } from '../experiment/usable.ts';
import { columnFactsOf } from '../profile/profile.ts';
import { featureOf, isMissing, numberOf } from '../table/cells.ts';
import { placeOf } from '../table/columns.ts';
import type { Table } from '../table/readTable.ts';
import { asWritten } from './heldOutRows.ts';
import { classNamesOf, classReader } from './labels.ts';
import { noFeatures } from './noFeatures.ts';
import { splitTable } from './splitTable.ts';

/** The feature columns of an experiment: as listed, or every usable column except the target. */
export function featureColumns(table: Table, experiment: Experiment): readonly string[] {
  const given = experiment.features?.map(({ column }) => column);
  const columns = given ?? usableColumns(table, experiment.target);
  for (const column of [experiment.target, ...columns]) columnIndex(table, column);
  if (columns.length === 0) throw noFeatures(table, experiment.target);
  return columns;
}

const usableColumns = (table: Table, target: string) =>
  columnFactsOf(table)
    .filter((facts) => facts.name !== target && whyUnusable(facts) === undefined)
    .map(({ name }) => name);

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

/** The given rows as float32 features [rows × columns] and labels [rows]. Throws DataFailure with row and column. */
export function labeledRows(
  table: Table,
  features: readonly string[],
  target: string,
  rows: readonly number[],
  classNames?: readonly string[],
): LabeledRows {
  const columns = features.map((name) => ({ name, index: columnIndex(table, name) }));
  const targetIndex = columnIndex(table, target);
  const values = new Float32Array(rows.length * columns.length);
  const labels = new Float32Array(rows.length);
  const labelOf =
    classNames === undefined
      ? (row: number) => cellNumber(table, row, targetIndex, 'target')
      : classReader(table, targetIndex, classNames);
  for (const [at, row] of rows.entries()) {
    labels[at] = labelOf(row);
    for (const [column, { index }] of columns.entries())
      values[at * columns.length + column] = cellNumber(table, row, index, 'feature');
  }
  return { features: { rowCount: rows.length, columnCount: columns.length, values }, labels };
}

function cellNumber(table: Table, row: number, index: number, role: 'target' | 'feature'): number {
  const cell = table.rows[row]?.[index] ?? '';
  const facts = { ...placeOf(table, row), column: table.columns[index] ?? '', role };
  if (isMissing(cell))
    throw dataFailure(
      'value-missing',
      facts,
      `${facts.file}: row ${facts.row} has no value in ${facts.column}`,
    );
  const number = role === 'feature' ? featureOf(cell) : numberOf(cell);
  if (number === undefined)
    throw dataFailure(
      'value-not-numeric',
      { ...facts, found: cell },
      `${facts.file}: row ${facts.row} has ${JSON.stringify(cell)} in ${facts.column}, which is no number`,
    );
  return number;
}

const numberedRowLimit = 10_000;

/** Splits the table, checks every cell in use, and writes all channel files or none. */
export async function prepareRun(
  table: Table,
  experiment: Experiment,
  outputFolder: string,
  options: WriteOptions = {},
): Promise<PreparedRun> {
  const features = featureColumns(table, experiment);
  const classNames = classNamesOf(table, experiment);
  const { split, rowCounts } = splitTable(table, experiment);
  const extension = experiment.format === 'csv' ? 'csv' : 'pbr';
  const channel = (name: string, rows: readonly number[]) => {
    if (rows.length === 0) return undefined;
    const rowsOfIt = labeledRows(table, features, experiment.target, rows, classNames);
    const data =
      experiment.format === 'csv'
        ? writeTrainingCsv(rowsOfIt)
        : writeRecordIO(rowsOfIt.features, rowsOfIt.labels);
    return { path: join(outputFolder, `${name}.${extension}`), data, rows: rowsOfIt };
  };
  const train = channel('train', split.train);
  const validation = channel('validation', split.validation);
  const test = channel('test', split.test);
  if (train === undefined)
    throw dataFailure(
      'split-empty',
      { file: table.path, side: 'train', rowCount: table.rows.length },
      'No training rows',
    );
  await replaceFiles(
    [train, validation, test].filter((one) => one !== undefined),
    options,
  );
  const preparation: Preparation = {
    version: 1,
    target: experiment.target,
    features: features.map((column, index) => ({
      column,
      type: 'number',
      ...describeFeature(train.rows, index),
    })),
    trainMean: mean(train.rows.labels),
    ...(classNames === undefined ? {} : { classNames }),
    testRowNumbers: split.test.slice(0, numberedRowLimit).map((row) => row + 1),
  };
  return {
    trainPath: train.path,
    ...(validation ? { validationPath: validation.path } : {}),
    ...(test ? { testPath: test.path } : {}),
    format: experiment.format,
    rowCounts,
    tableSha256: table.file.sha256,
    preparation,
    hyperparameters: preparedHyperparameters(experiment, {
      featureCount: features.length,
      trainRowCount: split.train.length,
      classCount: classNames?.length,
    }),
  };
}

/** The job's hyperparameters: those of the experiment override those derived from the table. */
export function preparedHyperparameters(
  experiment: Experiment,
  table: {
    readonly featureCount: number;
    readonly trainRowCount: number;
    readonly classCount: number | undefined;
  },
): Record<string, string> {
  return {
    predictor_type: experiment.predictorType,
    feature_dim: String(table.featureCount),
    mini_batch_size: String(defaultMiniBatchSize(table.trainRowCount)),
    ...(experiment.predictorType === 'multiclass_classifier'
      ? { num_classes: String(table.classCount) }
      : {}),
    ...hyperparameterStrings(experiment),
  };
}

function describeFeature(
  { features }: LabeledRows,
  index: number,
): { min: number; max: number; mean: number } {
  const values = Float64Array.from(
    { length: features.rowCount },
    (_, row) => features.values[row * features.columnCount + index] ?? 0,
  );
  return {
    min: asWritten(values.reduce((a, b) => Math.min(a, b))),
    max: asWritten(values.reduce((a, b) => Math.max(a, b))),
    mean: mean(values),
  };
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
