import { totalmem } from 'node:os';
import { Failure } from '../../learner/errors.ts';
import { ignoredHyperparameters } from '../../learner/hyperparameters/ignored.ts';
import { numericHyperparameter, parseHyperparameters } from '../../learner/hyperparameters/parse.ts';
import type { PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { Preflight, PreflightItem } from '../shapes/preflight.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { hyperparameterStrings } from '../shapes/experiment.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { whyUnusable } from '../experiment/usable.ts';
import { columnFactsOf } from '../profile/profile.ts';
import { splitRows } from '../split/split.ts';
import type { Table } from '../table/readTable.ts';
import { cellItems } from './cellItems.ts';
import { classNamesOf } from './labels.ts';
import { featureColumns, labeledRows, preparedHyperparameters } from './prepare.ts';
import { classItems } from './preflightClasses.ts';

const fewTestRows = 30;
const namesTold = 12;

export interface PreflightOptions {
  /** The job is trained by our own learner, on this machine. */
  readonly ownLearner: boolean;
  /** Of the machine, in bytes; a seam for tests. */
  readonly memoryBytes?: number;
}

/** Says what would fail, or be worth knowing, before anything starts. Throws DataFailure for a table that cannot be trained on. */
export function preflight(table: Table, experiment: Experiment, how: PreflightOptions): Preflight {
  const features = featureColumns(table, experiment);
  const split = splitRows(table.rows.length, experiment.split, table.path);
  const rowCounts = {
    train: split.train.length,
    validation: split.validation.length,
    test: split.test.length,
  };
  const classNames = classNamesOf(table, experiment);
  const cells = cellItems(table, experiment, features);
  const isSound = (column: string, role: 'target' | 'feature') =>
    !cells.some(({ facts }) => facts['column'] === column && facts['role'] === role);
  const sound = features.filter((column) => isSound(column, 'feature'));
  const train = isSound(experiment.target, 'target')
    ? labeledRows(table, sound, experiment.target, split.train, classNames)
    : undefined;
  const hyperparameters = preparedHyperparameters(experiment, {
    featureCount: features.length,
    trainRowCount: rowCounts.train,
    classCount: classNames?.length,
  });
  const miniBatchSize = Number(hyperparameters['mini_batch_size']);
  const droppedRowCount = rowCounts.train % miniBatchSize;
  const classes = train === undefined ? [] : classItems(experiment, classNames, train.labels);
  const classesFit = classes.every(({ severity }) => severity !== 'failure');
  const items: PreflightItem[] = [
    ...cells,
    ...featureItems(features, experiment.target),
    ...leftOutItems(table, features, experiment.target),
    ...classes,
    ...(classesFit ? hyperparameterItems(hyperparameters, features.length) : []),
    ...memoryItems(experiment.predictorType, hyperparameters, rowCounts.train, features.length, how),
    ...batchItems(rowCounts.train, miniBatchSize, droppedRowCount),
    ...(train === undefined ? [] : constantItems(sound, train.features)),
    ...testItems(rowCounts),
    ...ignoredItems(experiment),
    ...(cells.length === 0 ? [completeItem(table.rows.length, features.length + 1)] : []),
  ];
  const order = { failure: 0, warning: 1, pass: 2 };
  return {
    tableSha256: table.file.sha256,
    items: items.toSorted((a, b) => order[a.severity] - order[b.severity]),
    rowCounts,
    featureCount: features.length,
    miniBatchSize,
    droppedRowCount,
    ...(classNames === undefined
      ? {}
      : { classes: { count: classNames.length, names: classNames.slice(0, namesTold) } }),
  };
}

function featureItems(features: readonly string[], target: string): PreflightItem[] {
  const twice = new Set(features.filter((column, index) => features.indexOf(column) !== index));
  const item = (kind: PreflightItem['kind'], column: string) =>
    ({ kind, severity: 'failure', facts: { column } }) as const;
  return [
    ...(features.includes(target) ? [item('target-is-feature', target)] : []),
    ...[...twice].map((column) => item('feature-twice', column)),
  ];
}

function constantItems(
  features: readonly string[],
  { rowCount, columnCount, values }: LabeledRows['features'],
): PreflightItem[] {
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  return features.flatMap((column, index): PreflightItem[] =>
    rows.every((row) => values[row * columnCount + index] === values[index])
      ? [{ kind: 'constant-feature', severity: 'warning', facts: { column } }]
      : [],
  );
}

const completeItem = (rowCount: number, columnCount: number): PreflightItem => ({
  kind: 'values-complete',
  severity: 'pass',
  facts: { rowCount, columnCount },
});

/** Columns that are not used because they cannot be; where the user chose among the others, that is known already. */
function leftOutItems(table: Table, features: readonly string[], target: string): PreflightItem[] {
  const unused = unusedFacts(table, new Set([target, ...features]));
  const columns = unused.flatMap((facts) => {
    const why = whyUnusable(facts);
    return why === undefined ? [] : [{ name: facts.name, why, missingCount: facts.missingCount }];
  });
  if (columns.length === 0 || columns.length < unused.length) return [];
  return [{ kind: 'columns-left-out', severity: 'warning', facts: { count: columns.length }, columns }];
}

/** Looks at the other columns alone: those that are used can be many and long. */
function unusedFacts({ columns, rows, ...rest }: Table, used: ReadonlySet<string>) {
  const others = columns.flatMap((name, index) => (used.has(name) ? [] : [index]));
  if (others.length === 0) return [];
  const of = (cells: readonly string[]) => others.map((index) => cells[index] ?? '');
  return columnFactsOf({ ...rest, columns: of(columns), rows: rows.map(of) });
}

function hyperparameterItems(
  hyperparameters: Readonly<Record<string, string>>,
  featureCount: number,
): PreflightItem[] {
  const given = Number(hyperparameters['feature_dim']);
  if (given !== featureCount) {
    const fix = { path: ['hyperparameters', 'feature_dim'], value: featureCount };
    return [{ kind: 'feature-dim', severity: 'failure', facts: { given, featureCount }, fix }];
  }
  try {
    parseHyperparameters(hyperparameters);
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const facts = Object.fromEntries(Object.entries(error.facts).map(([key, fact]) => [key, String(fact)]));
    return [{ kind: 'hyperparameter-refused', severity: 'failure', facts }];
  }
}

const bytesOfValue = 4;
/** A weight, and the two moments Adam keeps of its gradient, in double precision. */
const bytesOfWeight = 3 * 8;

/** At least this much lies in memory at once: the training rows, and every model that is trained beside the others. */
function memoryItems(
  predictorType: PredictorType,
  hyperparameters: Readonly<Record<string, string>>,
  trainRowCount: number,
  featureCount: number,
  { ownLearner, memoryBytes = totalmem() }: PreflightOptions,
): PreflightItem[] {
  if (!ownLearner) return [];
  const modelCount = numericHyperparameter(hyperparameters, 'num_models', predictorType);
  const width = featureCount + 1;
  const needed = width * (trainRowCount * bytesOfValue + modelCount * bytesOfWeight);
  const facts = { modelCount, neededMb: Math.ceil(needed / 1e6), memoryMb: Math.floor(memoryBytes / 1e6) };
  return needed > memoryBytes / 2 ? [{ kind: 'memory-short', severity: 'warning', facts }] : [];
}

function batchItems(trainRows: number, miniBatchSize: number, dropped: number): PreflightItem[] {
  const facts = { trainRows, miniBatchSize, dropped, suggested: defaultMiniBatchSize(trainRows) };
  const fix = { path: ['hyperparameters', 'mini_batch_size'], value: facts.suggested };
  if (miniBatchSize > trainRows) return [{ kind: 'batch-too-large', severity: 'failure', facts, fix }];
  if (dropped === 0) return [{ kind: 'batches-full', severity: 'pass', facts }];
  // What no fitted size would keep is no fault of this one.
  return dropped > trainRows % facts.suggested
    ? [{ kind: 'partial-batch', severity: 'warning', facts, fix }]
    : [{ kind: 'partial-batch', severity: 'pass', facts }];
}

function ignoredItems(experiment: Experiment): PreflightItem[] {
  const { predictorType, positiveClass } = experiment;
  const ignored = ignoredHyperparameters(predictorType, hyperparameterStrings(experiment));
  const isIdle = positiveClass !== undefined && predictorType !== 'binary_classifier';
  const idle = { name: 'positiveClass', because: 'predictorType', value: predictorType };
  return [...ignored, ...(isIdle ? [idle] : [])].map(({ name, because, value }) => ({
    kind: 'hyperparameter-ignored',
    severity: 'warning',
    facts: { name, because, value },
  }));
}

function testItems({ train, test: rowCount }: Preflight['rowCounts']): PreflightItem[] {
  if (rowCount === 0) return [{ kind: 'no-test-rows', severity: 'warning', facts: {} }];
  return [
    { kind: 'split-sides', severity: 'pass', facts: { train, test: rowCount } },
    ...(rowCount < fewTestRows
      ? [{ kind: 'few-test-rows', severity: 'warning', facts: { rowCount } } as const]
      : []),
  ];
}
