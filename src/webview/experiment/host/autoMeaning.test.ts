import { expect, test } from 'vitest';
import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import { hyperparameterByName } from '../../../learner/hyperparameters/table.ts';
import { autoMeaning } from './autoMeaning.ts';

const meaning = (type: PredictorType, name: string, given: Record<string, string> = {}) => {
  const entry = hyperparameterByName.get(name);
  const found = entry && autoMeaning(type, entry, given);
  return found?.kind === 'values' ? found.values : found?.text;
};

test('with all models, auto has the meaning of the table', () => {
  expect(meaning('regressor', 'learning_rate')).toBe('0.005 and 0.1 are both tried');
  expect(meaning('regressor', 'learning_rate', { num_models: '32' })).toBe('0.005 and 0.1 are both tried');
  expect(meaning('multiclass_classifier', 'wd', { num_models: '2' })).toBe('values around 0.02 are tried');
  expect(meaning('regressor', 'epochs')).toBeUndefined();
});

test('a single model tries one value of each', () => {
  const one = { num_models: '1' };
  expect(meaning('regressor', 'learning_rate', one)).toEqual(['0.005']);
  expect(meaning('binary_classifier', 'wd', one)).toEqual(['0.0001']);
  expect(meaning('regressor', 'lr_scheduler_minimum_lr', one)).toEqual(['0.00001']);
  expect(meaning('multiclass_classifier', 'learning_rate', one)).toEqual(['0.02']);
  expect(meaning('multiclass_classifier', 'optimizer', one)).toEqual(['adam']);
});

test('few models try some of the values', () => {
  expect(meaning('regressor', 'lr_scheduler_step', { num_models: '2' })).toEqual(['10', '100']);
  expect(meaning('regressor', 'learning_rate', { num_models: '4' })).toEqual(['0.005']);
  expect(meaning('regressor', 'wd', { num_models: '20' })).toEqual(['0.0001', '0.01', '1']);
});
