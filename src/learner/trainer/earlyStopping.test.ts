import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { earlyStopping } from './earlyStopping.ts';
import { modelGrid } from './modelGrid.ts';

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/${name}`, import.meta.url), 'utf8'));

test.each([
  ['ufo_multiclass_2021.json', 'stop'],
  ['salary_absolute_loss_5models.json', 'stop'],
  ['heart_binary_242.json', 'improved'],
])('early stopping on the published criteria of %s ends as in the published run', (file, end) => {
  const run = golden(`learner/${file}`);
  const decide = earlyStopping(3, 0.001);
  const decisions = run.criterion.map(([, , value]: [number, string, number]) => decide(value).kind);
  expect(decisions.at(-1)).toBe(end);
  expect(decisions.slice(0, -1)).not.toContain('stop');
  expect(decisions.lastIndexOf('improved')).toBe(run.best_epoch);
});

test('the management salaries run all epochs, and the best model of the last improved epoch is the published winner', () => {
  const run = golden('cookbook_management_salary.json');
  const losses: number[][] = run.train_mse_objective_by_model_by_epoch;
  const decide = earlyStopping(3, 0.001);
  const epochs = Array.from({ length: 15 }, (_, epoch) => {
    const ofModels = losses.map((curve) => curve[epoch] ?? NaN);
    const lowest = Math.min(...ofModels);
    return { kind: decide(lowest).kind, bestModel: ofModels.indexOf(lowest) };
  });
  expect(epochs.map(({ kind }) => kind)).not.toContain('stop');
  const kept = epochs.findLast(({ kind }) => kind === 'improved');
  const { lr_scheduler_step: step, lr_scheduler_minimum_lr: minimum, ...best } = run.best_hyperparameters;
  expect(modelGrid(parseHyperparameters(run.hyperparameters))[kept?.bestModel ?? -1]).toMatchObject({
    lrSchedulerStep: step,
    lrSchedulerMinimumLr: minimum,
    learningRate: best.learning_rate,
    wd: best.wd,
  });
});

const decisionsOf = (values: readonly number[], patience = 3, tolerance = 0.001) => {
  const decide = earlyStopping(patience, tolerance);
  return values.map((value) => decide(value).kind);
};

test('patience 3 stops at the fourth epoch without improvement', () => {
  expect(decisionsOf([1, 1, 1, 1, 1])).toEqual(['improved', 'waiting', 'waiting', 'waiting', 'stop']);
});

test('gains below the tolerance update the best value, so that they never add up to an improvement', () => {
  expect(decisionsOf([1, 0.9995, 0.999, 0.9985, 0.998])).toEqual([
    'improved',
    'waiting',
    'waiting',
    'waiting',
    'stop',
  ]);
});

test('a fall after a rise restarts the count', () => {
  expect(decisionsOf([1, 3, 3, 3, 2, 1.5])).toEqual([
    'improved',
    'waiting',
    'waiting',
    'waiting',
    'recovering',
    'recovering',
  ]);
});

test('a negated score, where higher is better, improves unless it falls by more than the tolerance', () => {
  expect(decisionsOf([-0.7939577, -0.7939455, -0.7])).toEqual(['improved', 'improved', 'waiting']);
});
