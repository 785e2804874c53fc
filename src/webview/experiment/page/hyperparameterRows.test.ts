import { expect, test } from 'vitest';
import type { ExperimentReady, HyperparameterFacts } from '../contract.ts';
import { hyperparameterRows } from './hyperparameterRows.ts';

const facts = (name: string, more: Partial<HyperparameterFacts> = {}): HyperparameterFacts => ({
  name,
  kind: 'number',
  default: '1',
  meaning: `what ${name} is`,
  hint: `what ${name} is, and how to choose it`,
  range: '',
  choices: [],
  ...more,
});
const hyperparameters = [
  facts('mini_batch_size'),
  facts('loss', { default: 'auto', autoMeans: 'logistic' }),
  facts('margin', { needs: { name: 'loss', values: ['hinge_loss', 'other_loss'] } }),
  facts('num_classes'),
  facts('use_bias', { default: 'true' }),
  facts('unbias_data'),
];
const preflight: ExperimentReady['preflight'] = {
  kind: 'known',
  tableSha256: '',
  items: [],
  itemCount: 0,
  rowCounts: { train: 20, validation: 0, test: 10 },
  featureCount: 2,
  miniBatchSize: 5,
  droppedRowCount: 0,
  classes: { count: 3, names: ['a', 'b', 'c'] },
};
const rowsWith = (given: Record<string, string | number>, all = false) => {
  // SAFETY: of an experiment, the rows read its hyperparameters alone.
  const experiment = { hyperparameters: given } as unknown as ExperimentReady['experiment'];
  return hyperparameterRows({ experiment, hyperparameters, preflight }, all).map(
    ({ facts: { name }, value, why }) => [name, value, why],
  );
};

test('rows derived from the table are listed with those that are set', () => {
  expect(rowsWith({})).toEqual([
    ['mini_batch_size', '5', 'fits 20 training rows: 4 full batches'],
    ['num_classes', '3', 'from the data'],
  ]);
});

test('a hyperparameter is offered only where it has an effect', () => {
  expect(rowsWith({}, true).map(([name]) => name)).toEqual([
    'mini_batch_size',
    'loss',
    'num_classes',
    'use_bias',
    'unbias_data',
  ]);
});

test('a hyperparameter that is set without effect is marked', () => {
  expect(rowsWith({ margin: 2 })).toContainEqual([
    'margin',
    '2',
    'No effect unless loss is hinge_loss or other_loss.',
  ]);
  expect(rowsWith({ quantile: 0.5 }).at(-1)).toEqual([
    'quantile',
    '0.5',
    'No effect: it does not apply to this problem.',
  ]);
});
