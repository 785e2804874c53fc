import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { modelGrid } from './modelGrid.ts';
import { golden } from './published.testing.ts';

type Run = { readonly hyperparameters: Readonly<Record<string, string | number>> };
const settingsOf = ({ hyperparameters }: Run) =>
  parseHyperparameters(
    Object.fromEntries(Object.entries(hyperparameters).map(([name, value]) => [name, String(value)])),
  );
const regressor = (given: Record<string, string>) =>
  modelGrid(parseHyperparameters({ predictor_type: 'regressor', ...given }));
const all = regressor({});

/** The model with the lowest published criterion in the last improved epoch. */
function winnerOf(run: ReturnType<typeof golden>): number {
  const [epoch] = run.events.findLast(([, event]: [number, string]) => event === 'imp');
  const table: number[][] = run.validation_loss_by_model_by_epoch ?? run.train_loss_by_model_by_epoch;
  const losses = table.map((ofModel) => ofModel[epoch] ?? Number.NaN);
  return losses.indexOf(Math.min(...losses));
}

test.each([
  ['abalone_user_values_2021_nodata.json', 'sets values that the grid has'],
  ['salary_num_models_50_nodata.json', 'sets num_models to 50'],
])('a regressor trains the 32 models of the default grid as the run of %s, which %s', (file) => {
  const run = golden(file);
  const models = modelGrid(settingsOf(run));
  expect(models).toEqual(all);
  expect(models).toHaveLength(run.train_loss_by_model_by_epoch.length);
  expect(models[winnerOf(run)]).toMatchObject({
    learningRate: run.best.learning_rate,
    wd: run.best.wd,
    lrSchedulerStep: run.best.lr_scheduler_step,
    lrSchedulerMinimumLr: run.best.lr_scheduler_minimum_lr,
  });
});

test('a value that the grid does not have applies to all models', () => {
  const models = regressor({ learning_rate: '0.05', wd: '0.02', lr_scheduler_step: '7' });
  expect(models).toHaveLength(32);
  for (const [index, model] of models.entries())
    expect(model).toEqual({ ...all[index], learningRate: 0.05, wd: 0.02, lrSchedulerStep: 7 });
});

test('a single model has the given values, and fewer models are the first of the grid', () => {
  const [model] = regressor({ num_models: '1', learning_rate: '0.1', wd: '100' });
  expect(model).toMatchObject({ learningRate: 0.1, wd: 100, lrSchedulerStep: 10 });
  expect(regressor({ num_models: '5', learning_rate: '0.1' })).toEqual(all.slice(0, 5));
});

const grid = golden('multiclass_grid_auto.json');
const multiclass = { predictor_type: 'multiclass_classifier', num_classes: '3' };

test('every value of the nine published multiclass winners is drawn to the last digit', () => {
  expect(grid.published_winners).toHaveLength(7);
  for (const { index, user, ...winner } of grid.published_winners) {
    const given = Object.fromEntries(
      Object.entries(user).map(([name, value]) => [name === 'lr' ? 'learning_rate' : name, String(value)]),
    );
    expect(modelGrid(parseHyperparameters({ ...multiclass, ...given }))[index]).toMatchObject({
      learningRate: winner.lr,
      l1: winner.l1,
      wd: winner.wd,
      lrSchedulerStep: winner.step,
      lrSchedulerFactor: winner.factor,
      lrSchedulerMinimumLr: winner.min,
    });
  }
});

test.each([
  ['ufo_multiclass_27models_2019_nodata.json', 27],
  ['chicago_multiclass_balanced_1509x6_2018_nodata.json', 32],
])('the winner of %s is drawn among %d multiclass models', (file, modelCount) => {
  const run = golden(file);
  expect(run.train_loss_by_model_by_epoch).toHaveLength(modelCount);
  const models = modelGrid(
    settingsOf({ hyperparameters: { ...run.hyperparameters, num_models: modelCount } }),
  );
  expect(models[winnerOf(run)]).toMatchObject({
    optimizer: { name: run.best.optimizer },
    learningRate: run.best.learning_rate,
    l1: run.best.l1,
    wd: run.best.wd,
    lrSchedulerStep: run.best.lr_scheduler_step,
    lrSchedulerFactor: run.best.lr_scheduler_factor,
    lrSchedulerMinimumLr: run.best.lr_scheduler_minimum_lr,
  });
});
