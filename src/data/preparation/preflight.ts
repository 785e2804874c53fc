import { ignoredHyperparameters } from '../../learner/hyperparameters/ignored.ts';
import type { Preflight, PreflightItem } from '../engine/engine.ts';
import { hyperparameterStrings } from '../experiment/parseExperiment.ts';
import type { Experiment } from '../experiment/schema.ts';
import { defaultMiniBatchSize } from '../experiment/suggest.ts';
import { splitRows } from '../split/split.ts';
import type { Table } from '../table/readTable.ts';
import { featureColumns, labeledRows } from './prepare.ts';

const fewTestRows = 30;

/** Says what would fail, or be worth knowing, before anything starts. Throws DataFailure for a table that cannot be trained on. */
export function preflight(table: Table, experiment: Experiment): Preflight {
  const features = featureColumns(table, experiment);
  const split = splitRows(table.rows.length, experiment.split);
  const rowCounts = {
    train: split.train.length,
    validation: split.validation.length,
    test: split.test.length,
  };
  const all = labeledRows(table, features, experiment.target, split.train);
  labeledRows(table, features, experiment.target, [...split.validation, ...split.test]);
  const given = hyperparameterStrings(experiment)['mini_batch_size'];
  const miniBatchSize = given === undefined ? defaultMiniBatchSize(rowCounts.train) : Number(given);
  const droppedRowCount = rowCounts.train % miniBatchSize;
  const items: PreflightItem[] = [
    ...batchItems(rowCounts.train, miniBatchSize, droppedRowCount),
    ...features.flatMap((column, index): PreflightItem[] => {
      const first = all.features.values[index];
      const constant = all.labels.every(
        (_, row) => all.features.values[row * features.length + index] === first,
      );
      return constant ? [{ kind: 'constant-feature', severity: 'warning', facts: { column } }] : [];
    }),
    ...testItems(rowCounts.test),
    ...ignoredItems(experiment),
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

function ignoredItems(experiment: Experiment): PreflightItem[] {
  return ignoredHyperparameters(experiment.predictorType, hyperparameterStrings(experiment)).map(
    ({ name, because, value }) => ({
      kind: 'hyperparameter-ignored',
      severity: 'warning',
      facts: { name, because, value },
    }),
  );
}

function testItems(rowCount: number): PreflightItem[] {
  if (rowCount === 0) return [{ kind: 'no-test-rows', severity: 'warning', facts: {} }];
  return rowCount < fewTestRows ? [{ kind: 'few-test-rows', severity: 'warning', facts: { rowCount } }] : [];
}
