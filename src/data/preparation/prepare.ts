import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { nearest } from '../../learner/hyperparameters/validate.ts';
import type { PreparedRun, Preparation } from '../engine/engine.ts';
import { dataFailure, fileFailure } from '../errors.ts';
import { hyperparameterStrings } from '../experiment/parseExperiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { splitRows } from '../split/split.ts';
import { isMissing, isNumeric, numberOf, typeOf } from '../table/cells.ts';
import type { Table } from '../table/readTable.ts';
import { asWritten } from './heldOutRows.ts';
import { classNamesOf, classReader } from './labels.ts';

/** The calls that can meet a full disk, as a seam for tests. */
export interface FileWriter {
  write(path: string, data: string | Uint8Array): Promise<void>;
}

/** Writes beside the goal, then renames: nothing half-written is ever visible. */
export const atomicWriter: FileWriter = {
  async write(path, data) {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(data);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw fileFailure(path, error);
    }
  },
};

/** Columns the experiment trains on: as listed, or every numeric one but the target. */
export function featureColumns(table: Table, experiment: Experiment): readonly string[] {
  const given = experiment.features?.map(({ column }) => column);
  const usable = (name: string, index: number) =>
    name !== experiment.target && isNumeric(typeOf(table.rows.map((row) => row[index] ?? '')));
  const columns = given ?? table.columns.filter(usable);
  for (const column of [experiment.target, ...columns]) columnIndex(table, column);
  if (columns.length === 0)
    throw dataFailure(
      'no-features',
      { file: table.file.name },
      `${table.file.name} has no numeric column besides the target`,
    );
  return columns;
}

function columnIndex(table: Table, column: string): number {
  const index = table.columns.indexOf(column);
  if (index >= 0) return index;
  const suggestion = nearest(column, table.columns) ?? '';
  throw dataFailure(
    'column-unknown',
    { file: table.file.name, column, suggestion },
    `${table.file.name} has no column ${column}`,
  );
}

/** The chosen rows as float32 features and labels, with `classNames` as classes. Throws DataFailure naming row and column. */
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
  const facts = { file: table.file.name, row: row + 1, column: table.columns[index] ?? '', role };
  if (isMissing(cell))
    throw dataFailure(
      'value-missing',
      facts,
      `${facts.file}: row ${facts.row} has no value in ${facts.column}`,
    );
  const number = numberOf(cell);
  if (number === undefined)
    throw dataFailure(
      'value-not-numeric',
      { ...facts, found: cell },
      `${facts.file}: row ${facts.row} has ${JSON.stringify(cell)} in ${facts.column}, which is no number`,
    );
  return number;
}

const numberedRowLimit = 10_000;

/** Splits, checks every used cell, and writes the channels. The table is as it was when it was read. */
export async function prepareRun(
  table: Table,
  experiment: Experiment,
  outputFolder: string,
  writer: FileWriter = atomicWriter,
): Promise<PreparedRun> {
  const features = featureColumns(table, experiment);
  const classNames = classNamesOf(table, experiment);
  const split = splitRows(table.rows.length, experiment.split);
  const extension = experiment.format === 'csv' ? 'csv' : 'pbr';
  const channel = async (name: string, rows: readonly number[]) => {
    if (rows.length === 0) return undefined;
    const data = labeledRows(table, features, experiment.target, rows, classNames);
    const path = join(outputFolder, `${name}.${extension}`);
    await writer.write(
      path,
      experiment.format === 'csv' ? writeTrainingCsv(data) : writeRecordIO(data.features, data.labels),
    );
    return { path, data };
  };
  const train = await channel('train', split.train);
  const validation = await channel('validation', split.validation);
  const test = await channel('test', split.test);
  if (train === undefined)
    throw dataFailure('split-empty', { side: 'train', rowCount: table.rows.length }, 'No training rows');
  const preparation: Preparation = {
    version: 1,
    target: experiment.target,
    features: features.map((column, index) => ({
      column,
      type: 'number',
      ...describeFeature(train.data, index),
    })),
    trainMean: mean(train.data.labels),
    ...(classNames === undefined ? {} : { classNames }),
    testRowNumbers: split.test.slice(0, numberedRowLimit).map((row) => row + 1),
  };
  return {
    trainPath: train.path,
    ...(validation ? { validationPath: validation.path } : {}),
    ...(test ? { testPath: test.path } : {}),
    format: experiment.format,
    rowCounts: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    tableSha256: table.file.sha256,
    preparation,
    hyperparameters: preparedHyperparameters(experiment, {
      featureCount: features.length,
      trainRowCount: split.train.length,
      classCount: classNames?.length,
    }),
  };
}

/** What the job gets: the experiment's hyperparameters over those that the table decides. */
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
