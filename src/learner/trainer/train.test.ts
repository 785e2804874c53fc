import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';
import { regressionMetrics } from '../metrics/regression.ts';
import { predict } from '../model.ts';
import type { RegressorModel } from '../model.ts';
import { trainLinearLearner } from './train.ts';
import type { TrainedModel, TrainerEvent } from './events.ts';

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/${name}`, import.meta.url), 'utf8'));

/** Rows of one feature, given as [x, y]. */
function oneFeature(pairs: readonly (readonly [number, number])[]): LabeledRows {
  const values = Float32Array.from(pairs, ([x]) => x);
  return {
    features: { rowCount: pairs.length, columnCount: 1, values },
    labels: Float32Array.from(pairs, ([, y]) => y),
  };
}

function trainAll(
  rows: LabeledRows,
  given: Record<string, string>,
): {
  trained: Omit<TrainedModel, 'model'> & { model: RegressorModel };
  epochs: Extract<TrainerEvent, { kind: 'epoch' }>[];
} {
  const run = trainLinearLearner(parseHyperparameters({ predictor_type: 'regressor', ...given }), {
    train: rows,
  });
  const epochs: Extract<TrainerEvent, { kind: 'epoch' }>[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) {
      const { model } = next.value;
      if (model.predictorType !== 'regressor') throw new Error(`a ${model.predictorType} was trained`);
      return { trained: { ...next.value, model }, epochs };
    }
    if (next.value.kind === 'epoch') epochs.push(next.value);
  }
}

function largestDifference(
  published: number[][],
  epochs: readonly { trainLosses: readonly number[] }[],
): number {
  const differences = published.flatMap((losses, model) =>
    losses.map((loss, epoch) => Math.abs(loss - (epochs[epoch]?.trainLosses[model] ?? NaN))),
  );
  return Math.max(...differences);
}

const scoreOf = ({ scores }: { scores: TrainedModel['scores'] }, name: string) =>
  scores.train?.find((score) => score.name === name)?.value;

test('training reproduces the 480 published losses of the management salaries, their winner and predictions', () => {
  const run = golden('cookbook_management_salary.json');
  const rows = oneFeature(run.train_csv.map(([y, x]: [number, number]) => [x, y]));
  const { trained, epochs } = trainAll(rows, { mini_batch_size: '4' });
  const published: number[][] = run.train_mse_objective_by_model_by_epoch;
  expect(published.flat()).toHaveLength(480);
  expect(largestDifference(published, epochs)).toBeLessThan(1e-6);
  expect(trained.settings).toEqual({
    optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 },
    learningRate: 0.1,
    l1: 0,
    wd: 1e-4,
    lrSchedulerStep: 10,
    lrSchedulerFactor: 0.99,
    lrSchedulerMinimumLr: 1e-5,
    biasLrMult: 10,
  });
  expect(trained.model.weights[0]).toBeCloseTo(run.fc0_weight, 4);
  expect(trained.model.bias).toBeCloseTo(run.fc0_bias, 3);
  const asked = { rowCount: 2, columnCount: 1, values: Float32Array.of(42, 81) };
  const answers = predict(trained.model, asked).scores;
  expect(answers[0]).toBeCloseTo(run.predictions['42'], 3);
  expect(answers[1]).toBeCloseTo(run.predictions['81'], 3);
  expect(scoreOf(trained, 'mse')).toBeCloseTo(run.train_score.mse, 1);
});

test('training reproduces the 90 published losses with absolute_loss and five models', () => {
  const run = golden('learner/salary_absolute_loss_5models.json');
  const { trained, epochs } = trainAll(oneFeature(run.train_x_y), {
    loss: 'absolute_loss',
    num_models: '5',
    epochs: '50',
    mini_batch_size: '5',
  });
  const published: number[][] = run.train_loss_by_model_by_epoch;
  expect(published.flat()).toHaveLength(90);
  expect(epochs).toHaveLength(18);
  expect(largestDifference(published, epochs)).toBeLessThan(4e-7);
  expect([trained.modelIndex, trained.epoch]).toEqual([run.best_index, run.best_epoch]);
  expect(scoreOf(trained, 'mae')).toBeCloseTo(4610.359, 1);
});

const salary = readFileSync(new URL('../../../examples/salary.csv', import.meta.url), 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line): [number, number] => {
    const [x = '', y = ''] = line.split(',');
    return [Number(x), Number(y)];
  });
const rowsAt = (indices: readonly number[]) =>
  oneFeature(indices.map((index) => salary[index] ?? [NaN, NaN]));
const train = rowsAt([5, 16, 8, 14, 23, 20, 1, 29, 6, 4, 18, 19, 9, 7, 25, 3, 0, 21, 15, 12]);
const heldOut = rowsAt([2, 28, 13, 10, 26, 24, 27, 11, 17, 22]);

test('the tutorial trains with defaults and its batch size', () => {
  const { trained } = trainAll(train, { mini_batch_size: '5' });
  expect(Math.abs((trained.model.weights[0] ?? 0) - 9631.828)).toBeLessThan(0.01);
  expect(Math.abs(trained.model.bias - 24267.297)).toBeLessThan(0.01);
  expect([trained.modelIndex, trained.epoch]).toEqual([6, 14]);
  expect(regressionMetrics(heldOut.labels, predict(trained.model, heldOut.features).scores).rmse).toBeCloseTo(
    4231.397,
    2,
  );
});

test('the tutorial trains with five epochs', () => {
  const { trained } = trainAll(train, { mini_batch_size: '5', epochs: '5' });
  expect(regressionMetrics(heldOut.labels, predict(trained.model, heldOut.features).scores).rmse).toBeCloseTo(
    7566.041,
    2,
  );
});

test('a batch larger than the data fails the training', () => {
  expect(() => trainAll(train, {})).toThrow(/No training data processed.*20 rows.*1000/);
});

test('NaN and infinite values fail the training with a reason', () => {
  const broken = oneFeature([
    [1, 2],
    [Number.NaN, 3],
    [3, 4],
    [4, 5],
  ]);
  expect(() => trainAll(broken, { mini_batch_size: '2' })).toThrow(/Training diverged in epoch 1/);
});

test('the best model is kept if models overflow later', () => {
  const { trained, epochs } = trainAll(train, {
    mini_batch_size: '5',
    optimizer: 'sgd',
    learning_rate: '100',
    num_models: '1',
    epochs: '30',
    early_stopping_patience: '30',
  });
  expect(epochs.at(-1)?.criterion).not.toBeLessThan(Infinity);
  expect(Number.isFinite(trained.model.weights[0])).toBe(true);
});
