import { totalmem } from 'node:os';
import { Failure } from '../../learner/errors.ts';
import { ignoredHyperparameters } from '../../learner/hyperparameters/ignored.ts';
import { modelCountOf, parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import type { PredictorType } from '../../learner/hyperparameters/spec.ts';
import { findExperimentFindings } from '../findings/experimentFindings.ts';
import type { ExperimentLook } from '../findings/experimentKind.ts';
import type { LeftOutColumn } from '../shapes/findings.ts';
import type { Preflight } from '../shapes/preflight.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { widthOf } from '../shapes/encoders/width.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { hyperparameterStrings } from '../shapes/experiment.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { whyUnusable } from '../experiment/usable.ts';
import type { Table } from '../table/table.ts';
import { cellAt } from '../shapes/cells.ts';
import { columnIndex } from './columnIndex.ts';
import { lookAtFeatures, targetDefects } from './cellDefects.ts';
import { driftsOf } from './drift.ts';
import { idleKeys, plannedBy } from './encoders/registry.ts';
import { openTrained, outputNames } from './openFeatures.ts';
import type { TrainedFeature } from './openFeatures.ts';
import { trainingRows } from './trainingRows.ts';
import { fitFeatures } from './fitFeatures.ts';
import { openFits } from './fits.ts';
import { holdColumns } from './holdColumns.ts';
import type { Fits } from './fits.ts';
import { leakNames, plannedFeatures, preparedHyperparameters } from './prepare.ts';

const namesTold = 12;

export interface PreflightOptions {
  /** The job is trained by our own learner, on this machine. */
  readonly ownLearner: boolean;
  /** Of the machine, in bytes; a seam for tests. */
  readonly memoryBytes?: number;
  readonly fits?: Fits;
}

/** Says what would fail, or be worth knowing, before anything starts. Throws DataFailure for a table that cannot be trained on. */
export async function preflight(
  source: Table,
  experiment: Experiment,
  how: PreflightOptions,
  signal?: AbortSignal,
): Promise<Preflight> {
  const planned = await plannedFeatures(source, experiment);
  const table = holdColumns(source, [experiment.target, ...planned.flatMap(columnsOf)]);
  const training = await trainingRows(table, experiment, signal);
  const { used, split, rowCounts, classNames, labels, target } = training;
  const { fits = openFits() } = how;
  const fitted = await fits.of(source, experiment, () =>
    fitFeatures(table, planned, split.train, target, signal),
  );
  const { width } = openTrained(fitted);
  const features = planned.flatMap(columnsOf);
  const different = distinct(fitted);
  const once = openTrained(different);
  const looked = { used, train: split.train, planned: different.map(({ feature }) => feature.planned) };
  const look = await lookAtFeatures(table, experiment, once, looked, signal);
  const ofTarget = await targetDefects(table, experiment, labels, used);
  const hyperparameters = preparedHyperparameters(experiment, {
    featureCount: width,
    trainRowCount: rowCounts.train,
    classCount: classNames?.length,
  });
  const miniBatchSize = Number(hyperparameters['mini_batch_size']);
  const inUse = new Set([experiment.target, ...features]);
  const unused = (await table.facts(signal)).filter(({ name }) => !inUse.has(name));
  const leaks = unused.length === 0 ? new Set<string>() : await leakNames(table, experiment.target);
  const unusable = unused.flatMap((facts): readonly LeftOutColumn[] => {
    const why = whyUnusable(facts) ?? (leaks.has(facts.name) ? 'leakage' : undefined);
    return why === undefined ? [] : [{ name: facts.name, why, missingCount: facts.missingCount }];
  });
  const isClassifier = experiment.predictorType !== 'regressor';
  const items = findExperimentFindings({
    experiment,
    features,
    columnsByFeature: planned.map(columnsOf),
    featuresTwice: twiceOf(planned),
    featureCount: width,
    rowCount: used.length,
    rowCounts,
    defects: [...ofTarget, ...look.defects],
    unusable,
    unusedUsableCount: unused.length - unusable.length,
    constantFeatures: namesAt(outputNames(once), look.constantOutputs),
    classes:
      classNames === undefined || !isClassifier
        ? undefined
        : { names: classNames, inTraining: new Set(target.labels) },
    constantTarget:
      isClassifier || ofTarget.length > 0 ? undefined : await onlyTarget(table, experiment, training),
    drifts: await driftsOf(table, features, split, signal),
    featureDim: Number(hyperparameters['feature_dim']),
    miniBatchSize,
    suggestedBatchSize: defaultMiniBatchSize(rowCounts.train),
    refused: refusedBy(hyperparameters),
    ignored: ignoredOf(experiment),
    memory: how.ownLearner
      ? memoryOf(experiment.predictorType, hyperparameters, rowCounts.train, width, how)
      : undefined,
  });
  return {
    tableSha256: table.file.sha256,
    items,
    rowCounts,
    featureCount: width,
    outputCounts: fitted.map(({ feature }) => widthOf(feature)),
    miniBatchSize,
    droppedRowCount: rowCounts.train % miniBatchSize,
    ...(classNames === undefined
      ? {}
      : { classes: { count: classNames.length, names: classNames.slice(0, namesTold) } }),
  };
}

/** A feature that is listed twice is looked at once. */
const distinct = (trained: readonly TrainedFeature[]) => [
  ...new Map(trained.map((one) => [keyOf(one.feature.planned), one])).values(),
];

/** Features with the same key have the same name. */
const keyOf = (planned: Feature) => `${plannedBy(planned).encode} ${nameOf(planned)}`;
const nameOf = (planned: Feature) => columnsOf(planned).join('×');

function twiceOf(planned: readonly Feature[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const one of planned) {
    const key = keyOf(one);
    if (seen.has(key)) twice.add(nameOf(one));
    seen.add(key);
  }
  return [...twice];
}

/** The target's cell where all training rows have the same label; undefined where some differ, or there are none. */
async function onlyTarget(
  table: Table,
  { target: column }: Experiment,
  { split: { train }, target: { labels } }: Awaited<ReturnType<typeof trainingRows>>,
): Promise<string | undefined> {
  const first = Math.fround(labels[0] ?? Number.NaN);
  if (train.length === 0 || labels.some((label) => Math.fround(label) !== first)) return undefined;
  const cell = cellAt(await table.cells(columnIndex(table, column)), train[0] ?? 0);
  return String(cell ?? '');
}

const namesAt = (names: readonly string[], indices: readonly number[]) =>
  indices.map((index) => names[index] ?? '');

/** What the algorithm would refuse of the hyperparameters. */
function refusedBy(hyperparameters: Readonly<Record<string, string>>): ExperimentLook['refused'] {
  try {
    parseHyperparameters(hyperparameters);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const facts = new Map<string, unknown>(Object.entries(error.facts));
    const fact = (name: string) => {
      const value = facts.get(name);
      return typeof value === 'string' ? value : '';
    };
    return { name: fact('name'), found: fact('found'), expected: fact('expected') };
  }
}

const bytesOfValue = 4;
/** A weight, and the two moments Adam keeps of its gradient, in double precision. */
const bytesOfWeight = 3 * 8;

/** At least this much lies in memory at once: the training rows, and every model that is trained beside the others. */
function memoryOf(
  predictorType: PredictorType,
  hyperparameters: Readonly<Record<string, string>>,
  trainRowCount: number,
  featureCount: number,
  { memoryBytes = totalmem() }: PreflightOptions,
): NonNullable<ExperimentLook['memory']> {
  const modelCount = modelCountOf(hyperparameters, predictorType);
  const width = featureCount + 1;
  const neededBytes = width * (trainRowCount * bytesOfValue + modelCount * bytesOfWeight);
  return { modelCount, neededBytes, bytes: memoryBytes };
}

function ignoredOf(experiment: Experiment): ExperimentLook['ignored'] {
  const { predictorType, positiveClass, targetTransform, split, features = [] } = experiment;
  const ignored = ignoredHyperparameters(predictorType, hyperparameterStrings(experiment));
  const idle = [
    ...(positiveClass !== undefined && predictorType !== 'binary_classifier' ? ['positiveClass'] : []),
    ...(targetTransform !== undefined && predictorType !== 'regressor' ? ['targetTransform'] : []),
    ...(split.method === 'stratified' && predictorType === 'regressor' ? ['split.method'] : []),
  ].map((name) => ({ name, because: 'predictorType', value: predictorType }));
  const ofFeatures = features.flatMap((feature) =>
    idleKeys(feature).map((key) => ({
      name: `${nameOf(feature)}: ${key}`,
      because: 'encode',
      value: plannedBy(feature).encode,
    })),
  );
  return [...ignored, ...idle, ...ofFeatures];
}
