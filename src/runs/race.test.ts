import { expect, test } from 'vitest';
import { raceOf } from './race.ts';

const losses = (count: number, lowestOf: number) =>
  Array.from({ length: count }, (_, model) => [1, model === lowestOf ? 0.1 : 0.5]);
const regressor = { predictor_type: 'regressor' };

test('race has the models of the grid, and the log names the winner', () => {
  const best = {
    optimizer: 'adam',
    learning_rate: 0.1,
    wd: 0.01,
    l1: 0,
    lr_scheduler_step: 100,
    lr_scheduler_factor: 0.99,
    lr_scheduler_minimum_lr: 0.00001,
  };
  const race = raceOf(regressor, { losses: losses(32, 3), best });
  expect(race?.winner).toBe(13);
  expect(race?.models[13]).toEqual({ learningRate: 0.1, wd: 0.01 });
  expect(race?.models[0]).toEqual({ learningRate: 0.005, wd: 0.0001 });
});

test('winner among models with equal hyperparameters has the lowest loss', () => {
  const given = {
    ...regressor,
    learning_rate: '0.05',
    wd: '0',
    lr_scheduler_step: '10',
    lr_scheduler_minimum_lr: '0.001',
    num_models: '4',
  };
  expect(raceOf(given, { losses: losses(4, 2), best: { learning_rate: 0.05, wd: 0 } })?.winner).toBe(2);
});

test('race has no winner until the log names one, and is undefined for unknown models', () => {
  expect(raceOf(regressor, { losses: losses(32, 3), best: undefined })?.winner).toBeUndefined();
  expect(raceOf(regressor, { losses: losses(7, 3), best: undefined })).toBeUndefined();
  // A job that failed: its grid would not fit in memory.
  const impossible = { ...regressor, num_models: '1000000000' };
  expect(raceOf(impossible, { losses: [], best: undefined })).toBeUndefined();
  expect(raceOf({}, { losses: losses(32, 3), best: undefined })).toBeUndefined();
});
