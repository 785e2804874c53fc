import { expect, test } from 'vitest';
import { hasPlainLoss } from './plainLoss.ts';
import { predictorTypes } from './spec.ts';

test.each(predictorTypes)('a %s with default hyperparameters minimizes its plain loss', (type) => {
  expect(hasPlainLoss(type, {})).toBe(true);
  expect(hasPlainLoss(type, { loss: 'auto', wd: 'auto', l1: '0', epochs: '3', num_models: '1' })).toBe(true);
});

test('a wd that is tried beside the others is chosen by nobody', () => {
  expect(hasPlainLoss('regressor', { wd: '100' })).toBe(true);
  expect(hasPlainLoss('regressor', { wd: '100', num_models: '1' })).toBe(false);
  expect(hasPlainLoss('regressor', { wd: '99' })).toBe(false);
});

test.each([
  ['regressor', { loss: 'absolute_loss' }],
  ['regressor', { loss: 'quantile_loss', quantile: '0.9' }],
  ['regressor', { use_bias: 'False' }],
  ['regressor', { l1: '0.1' }],
  ['binary_classifier', { loss: 'hinge_loss' }],
  ['binary_classifier', { positive_example_weight_mult: 'balanced' }],
  ['binary_classifier', { positive_example_weight_mult: '2' }],
  ['multiclass_classifier', { balance_multiclass_weights: 'true' }],
  ['multiclass_classifier', { wd: '1' }],
] as const)('a %s with %o differs from it on purpose', (type, given) => {
  expect(hasPlainLoss(type, given)).toBe(false);
});
