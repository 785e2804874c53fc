import { expect, test } from 'vitest';
import type { RunFollowed } from '../contract.ts';
import { hyperparameterRows, settingText } from './hyperparameterSources.ts';

const names = ['predictor_type', 'feature_dim', 'mini_batch_size', 'epochs', 'learning_rate', 'l1', 'wd'];
const known = Object.fromEntries(
  names.map((name) => [name, { default: name === 'mini_batch_size' ? '1000' : 'auto', hint: '' }]),
);
const hyperparameters = {
  predictor_type: 'regressor',
  feature_dim: '2',
  mini_batch_size: '134',
  num_classes: '3',
  epochs: '20000',
};
const winner = { learning_rate: 0.117_417_849_149_264_79, l1: 0, epochs: 3 };
const rowsOf = (chosen: readonly string[] | undefined) => {
  const data = chosen && { chosen };
  // SAFETY: of the run, the rows read these facts alone.
  const facts = { job: { hyperparameters }, curves: { winner }, known, data } as unknown as RunFollowed;
  return hyperparameterRows(facts);
};

test('hyperparameters not set in the experiment come from the data or the best model', () => {
  const { decided, others, set } = rowsOf(['epochs']);
  expect(decided.map(({ name, used, standard, source }) => [name, used, standard, source])).toEqual([
    ['predictor_type', 'regressor', 'auto', 'problem type'],
    ['feature_dim', '2', 'auto', 'from the data'],
    ['mini_batch_size', '134', '1,000', 'fitted to the data'],
    ['num_classes', '3', '', 'from the data'],
    ['epochs', '20,000', 'auto', 'experiment'],
    ['learning_rate', '0.1174', 'auto', 'best model'],
    ['l1', '0', 'auto', 'best model'],
  ]);
  expect(others.map(({ name }) => name)).toEqual(['wd']);
  expect(set).toEqual({ count: 1, of: 6 });
});

test('a batch size that was chosen is the experiment’s', () => {
  expect(rowsOf(['mini_batch_size']).decided[2]?.source).toBe('experiment');
});

test('of a job made elsewhere nobody knows who decided', () => {
  const { decided, set } = rowsOf(undefined);
  expect(new Set(decided.slice(0, 5).map(({ source }) => source))).toEqual(new Set(['training job']));
  expect(set).toBeUndefined();
});

test.each([
  [0.00001, '0.00001'],
  [123_456.789, '123,500'],
  [0.99, '0.99'],
  ['adam', 'adam'],
])('%s is written %s', (value, text) => {
  expect(settingText(value)).toBe(text);
});
