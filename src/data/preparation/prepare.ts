import { join } from 'node:path';
import { replaceFiles } from '../../files/writeFiles.ts';
import type { WriteOptions } from '../../files/writeFiles.ts';
import { writeTrainingCsv } from '../../learner/formats/csv.ts';
import { writeRecordIO } from '../../learner/formats/recordio.ts';
import type { PreparedRun, Preparation } from '../shapes/preparation.ts';
import { dataFailure } from '../shapes/failures.ts';
import { hyperparameterStrings } from '../shapes/experiment.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { suggestFeatures } from '../experiment/suggestFeatures.ts';
import { columnFactsOf } from '../profile/profile.ts';
import type { Table } from '../table/readTable.ts';
import { columnIndex, fitFeatures, labeledRows, openFeatures } from './encodeTable.ts';
import { classNamesOf } from './labels.ts';
import { noFeatures } from './noFeatures.ts';
import { splitTable } from './splitTable.ts';

/** The features of an experiment: as listed, or every usable column except the target as it would be suggested. */
export function plannedFeatures(table: Table, { features, target }: Experiment): readonly Feature[] {
  const planned = features ?? suggestFeatures(columnFactsOf(table), target);
  for (const column of [target, ...planned.map((feature) => feature.column)]) columnIndex(table, column);
  if (planned.length === 0) throw noFeatures(table, target);
  return planned;
}

const numberedRowLimit = 10_000;

/** Splits the table, checks every cell in use, and writes all channel files or none. */
export async function prepareRun(
  table: Table,
  experiment: Experiment,
  outputFolder: string,
  options: WriteOptions = {},
): Promise<PreparedRun> {
  const planned = plannedFeatures(table, experiment);
  const classNames = classNamesOf(table, experiment);
  const { split, rowCounts } = splitTable(table, experiment);
  const fitted = fitFeatures(table, planned, split.train);
  const features = openFeatures(fitted);
  const labels = { target: experiment.target, classNames };
  const extension = experiment.format === 'csv' ? 'csv' : 'pbr';
  const channel = (name: string, rows: readonly number[]) => {
    if (rows.length === 0) return undefined;
    const rowsOfIt = labeledRows(table, features, labels, rows);
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
    version: 2,
    target: experiment.target,
    features: fitted,
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
      featureCount: features.width,
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

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
