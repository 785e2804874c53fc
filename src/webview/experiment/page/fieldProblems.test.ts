import { expect, test } from 'vitest';
import type { ExperimentReady } from '../contract.ts';
import { failureOfHyperparameter, isTargetUnknown } from './fieldProblems.ts';

const stateWith = (parts: object) =>
  // SAFETY: the rules read no other part of the state.
  ({ dataset: { kind: 'known', rowCount: 9 }, ...parts }) as unknown as ExperimentReady;

test('a failure belongs to the hyperparameter that causes it, a warning to none', () => {
  const items = [
    { kind: 'batch-too-large', severity: 'failure', facts: {} },
    { kind: 'hyperparameter-refused', severity: 'failure', facts: { name: 'epochs' } },
    { kind: 'partial-batch', severity: 'warning', facts: {} },
  ];
  const state = stateWith({ preflight: { kind: 'known', items } });
  expect(failureOfHyperparameter(state, 'mini_batch_size')?.kind).toBe('batch-too-large');
  expect(failureOfHyperparameter(state, 'epochs')?.kind).toBe('hyperparameter-refused');
  expect(failureOfHyperparameter(state, 'loss')).toBeUndefined();
});

const withTarget = { kind: 'known', rowCount: 9, target: { name: 'Salary' } };

test('a target is unknown only once the table was read', () => {
  expect(isTargetUnknown(stateWith({ experiment: { target: 'Salery' } }))).toBe(true);
  expect(isTargetUnknown(stateWith({ experiment: { target: 'Salary' }, dataset: withTarget }))).toBe(false);
  expect(isTargetUnknown(stateWith({ experiment: { target: 'x' }, dataset: { kind: 'loading' } }))).toBe(
    false,
  );
});
