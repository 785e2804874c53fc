import type { Preflight, PreflightItem } from '../engine/engine.ts';
import { hyperparameterStrings } from '../experiment/parseExperiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { splitRows } from '../split/split.ts';
import type { Table } from '../table/readTable.ts';
import { classNamesOf } from './labels.ts';
import { featureColumns, labeledRows, preparedHyperparameters } from './prepare.ts';
import { classItems, hyperparameterItems } from './preflightClasses.ts';

const fewTestRows = 30;
const namesTold = 12;

/** Says what would fail, or be worth knowing, before anything starts. Throws DataFailure for a table that cannot be trained on. */
export function preflight(table: Table, experiment: Experiment): Preflight {
  const features = featureColumns(table, experiment);
  const split = splitRows(table.rows.length, experiment.split);
  const rowCounts = {
    train: split.train.length,
    validation: split.validation.length,
    test: split.test.length,
  };
  const classNames = classNamesOf(table, experiment);
  const all = labeledRows(table, features, experiment.target, split.train, classNames);
  const others = [...split.validation, ...split.test];
  labeledRows(table, features, experiment.target, others, classNames);
  const hyperparameters = preparedHyperparameters(experiment, {
    featureCount: features.length,
    trainRowCount: rowCounts.train,
    classCount: classNames?.length,
  });
  const given = hyperparameterStrings(experiment)['mini_batch_size'];
  const miniBatchSize = given === undefined ? defaultMiniBatchSize(rowCounts.train) : Number(given);
  const droppedRowCount = rowCounts.train % miniBatchSize;
  const classes = classItems(experiment, classNames, all.labels);
  const classesFit = classes.every(({ severity }) => severity !== 'failure');
  const items: PreflightItem[] = [
    ...classes,
    ...(classesFit ? hyperparameterItems(hyperparameters) : []),
    ...batchItems(rowCounts.train, miniBatchSize, droppedRowCount),
    ...features.flatMap((column, index): PreflightItem[] => {
      const first = all.features.values[index];
      const constant = all.labels.every(
        (_, row) => all.features.values[row * features.length + index] === first,
      );
      return constant ? [{ kind: 'constant-feature', severity: 'warning', facts: { column } }] : [];
    }),
    ...testItems(rowCounts.test),
    {
      kind: 'values-complete',
      severity: 'pass',
      facts: { rowCount: table.rows.length, columnCount: features.length + 1 },
    },
  ];
  const order = { failure: 0, warning: 1, pass: 2 };
  return {
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

function batchItems(trainRows: number, miniBatchSize: number, dropped: number): PreflightItem[] {
  const facts = { trainRows, miniBatchSize, dropped, suggested: defaultMiniBatchSize(trainRows) };
  const fix = { path: ['hyperparameters', 'mini_batch_size'], value: facts.suggested };
  if (miniBatchSize > trainRows) return [{ kind: 'batch-too-large', severity: 'failure', facts, fix }];
  return dropped > 0
    ? [{ kind: 'partial-batch', severity: 'warning', facts }]
    : [{ kind: 'batches-full', severity: 'pass', facts }];
}

function testItems(rowCount: number): PreflightItem[] {
  if (rowCount === 0) return [{ kind: 'no-test-rows', severity: 'warning', facts: {} }];
  return rowCount < fewTestRows ? [{ kind: 'few-test-rows', severity: 'warning', facts: { rowCount } }] : [];
}
