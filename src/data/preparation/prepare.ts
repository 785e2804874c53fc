import { join } from 'node:path';
import { replaceFiles } from '../../files/writeFiles.ts';
import type { FilePart, WriteOptions } from '../../files/writeFiles.ts';
import { fingerprintOf } from '../fingerprint/fingerprintOf.ts';
import { fingerprintFile, heldOutRowsFile } from '../shapes/fingerprint.ts';
import { inParts } from '../shapes/inParts.ts';
import type { PreparedRun, Preparation } from '../shapes/preparation.ts';
import { dataFailure } from '../shapes/failures.ts';
import { splitAsPlanned } from '../shapes/trialRows.ts';
import type { TrialRows } from '../shapes/trialRows.ts';
import type { RowPlaces } from '../../learner/formats/recordFrame.ts';
import { untransformed } from '../../learner/targetTransform.ts';
import type { TargetTransform } from '../../learner/targetTransform.ts';
import { hyperparameterStrings } from '../shapes/experiment.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { suggestFeatures } from '../experiment/suggestFeatures.ts';
import { openLeaks } from '../profile/leaks.ts';
import type { Table } from '../table/table.ts';
import { columnIndex } from './columnIndex.ts';
import { encodeSets } from './encodeSets.ts';
import { fitFeatures } from './fitFeatures.ts';
import { openFits } from './fits.ts';
import type { Fits } from './fits.ts';
import { holdColumns } from './holdColumns.ts';
import { noFeatures } from './noFeatures.ts';
import { openTrained } from './openFeatures.ts';
import { pythonOf } from './python/pythonOf.ts';
import { trainingRows } from './trainingRows.ts';

/** The features of an experiment: as listed, or every usable column except the target as it would be suggested. */
export async function plannedFeatures(
  table: Table,
  { features, target }: Experiment,
): Promise<readonly Feature[]> {
  const planned = features ?? (await suggestedFeatures(table, target));
  for (const column of [target, ...planned.flatMap(columnsOf)]) columnIndex(table, column);
  if (planned.length === 0) throw await noFeatures(table, target);
  return planned;
}

/** What a new experiment would get, and thus without columns that give the target away. */
const suggestedFeatures = async (table: Table, target: string): Promise<readonly Feature[]> =>
  suggestFeatures(await table.facts(), target, await leakNames(table, target));

/** Names of the columns that are a function of the target. */
export const leakNames = (table: Table, target: string): Promise<ReadonlySet<string>> =>
  openLeaks(table).namesOf(columnIndex(table, target));

const numberedRowLimit = 10_000;

/** What an experiment learns from a table before encoding. */
async function fitRun(
  source: Table,
  experiment: Experiment,
  fits: Fits,
  signal?: AbortSignal,
  rows: TrialRows = splitAsPlanned,
) {
  const planned = await plannedFeatures(source, experiment);
  const table = holdColumns(source, [experiment.target, ...planned.flatMap(columnsOf)]);
  const training = await trainingRows(table, experiment, signal, rows);
  const { train } = training.split;
  if (train.length === 0)
    throw dataFailure(
      'split-empty',
      { file: table.path, side: 'train', rowCount: table.rowCount },
      'No training rows',
    );
  const fitted = await fits.of(source, experiment, () =>
    fitFeatures(table, planned, train, training.target, signal),
  );
  const transform = training.classNames === undefined ? experiment.targetTransform : undefined;
  return { table, training, fitted, transform };
}

/** Python code that prepares a row as a run of the experiment would; see `pythonOf`. */
export async function experimentAsPython(
  table: Table,
  experiment: Experiment,
  { fits = openFits(), signal }: { readonly fits?: Fits; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const { fitted, training, transform } = await fitRun(table, experiment, fits, signal);
  return pythonOf({
    target: experiment.target,
    targetTransform: transform,
    features: fitted.map(({ feature }) => feature),
    classNames: training.classNames,
  });
}

/**
 * Splits the table, checks every cell in use, and writes all channel files and the table's fingerprint, or none. `fits` are those of the
 * same `rows`.
 */
export async function prepareRun(
  source: Table,
  experiment: Experiment,
  outputFolder: string,
  {
    fits = openFits(),
    rows = splitAsPlanned,
    hasFingerprint = true,
    ...options
  }: WriteOptions & {
    readonly fits?: Fits;
    readonly rows?: TrialRows;
    readonly hasFingerprint?: boolean;
  } = {},
): Promise<PreparedRun> {
  const { signal } = options;
  const { table, training, fitted, transform } = await fitRun(source, experiment, fits, signal, rows);
  const { split, rowCounts, classNames, labels } = training;
  const features = openTrained(fitted);
  const sets = (['train', 'validation', 'test'] as const).filter((name) => split[name].length > 0);
  const extension = experiment.format === 'csv' ? 'csv' : 'pbr';
  const mean = openMean(transform);
  const onLabels = (set: number, found: RowPlaces, count: number) => {
    if (sets[set] === 'train') mean.add(found, count);
  };
  const bytesOf = encodeSets(
    table,
    { features, labels, format: experiment.format, onLabels },
    sets.map((name) => split[name]),
    signal,
  );
  const parts = sets.map((name, index) => ({
    name,
    path: join(outputFolder, `${name}.${extension}`),
    data: bytesOf(index),
  }));
  const pathOf = (name: (typeof sets)[number]) => parts.find((part) => part.name === name)?.path;
  const [validationPath, testPath] = [pathOf('validation'), pathOf('test')];
  const besides = hasFingerprint ? await fingerprintFiles(table, split.test, outputFolder, signal) : [];
  await replaceFiles([...parts, ...besides], options);
  const preparation: Preparation = {
    version: 3,
    target: experiment.target,
    ...(transform === undefined ? {} : { targetTransform: transform }),
    features: fitted.map(({ feature }) => feature),
    trainMean: mean.value(),
    ...(classNames === undefined ? {} : { classNames }),
    testRowNumbers: Array.from(split.test.subarray(0, numberedRowLimit), (row) => row + 1),
  };
  return {
    trainPath: pathOf('train') ?? '',
    ...(validationPath === undefined ? {} : { validationPath }),
    ...(testPath === undefined ? {} : { testPath }),
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

async function fingerprintFiles(
  table: Table,
  heldOut: Int32Array,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<readonly FilePart[]> {
  const { fingerprint, heldOutRows } = await fingerprintOf(table, heldOut, signal);
  return [
    { path: join(folder, fingerprintFile), data: JSON.stringify(fingerprint) },
    ...(heldOut.length === 0 ? [] : [{ path: join(folder, heldOutRowsFile), data: heldOutRows }]),
  ];
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

/** The mean of the target in its own unit, from the float32 labels that the learner gets. */
function openMean(transform: TargetTransform | undefined) {
  let sum = 0;
  let count = 0;
  return {
    add(labels: RowPlaces, rowCount: number): void {
      inParts(rowCount, (from, to) => {
        sum = sumOnto(sum, labels, from, to, transform);
      });
      count += rowCount;
    },
    value: () => sum / count,
  };
}

function sumOnto(
  before: number,
  { floats, start, stride }: RowPlaces,
  from: number,
  to: number,
  transform: TargetTransform | undefined,
): number {
  let sum = before;
  for (let row = from; row < to; row += 1) {
    const label = floats[start + row * stride] ?? 0;
    sum += transform === undefined ? label : untransformed(transform, label);
  }
  return sum;
}
