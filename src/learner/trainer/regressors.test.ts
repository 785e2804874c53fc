import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { lossesOf } from '../hyperparameters/spec.ts';
import type { LabeledRows } from '../matrix.ts';
import type { RegressorModel } from '../model.ts';
import { mersenneTwister, randomSample } from '../random.ts';
import { trainLinearLearner } from './train.ts';

function trained(rows: LabeledRows, given: Record<string, string>): RegressorModel {
  const settings = parseHyperparameters({ predictor_type: 'regressor', ...given });
  const run = trainLinearLearner(settings, { train: rows });
  for (;;) {
    const next = run.next();
    if (!next.done) continue;
    if (next.value.model.predictorType !== 'regressor') throw new Error('not a regressor');
    return next.value.model;
  }
}

/** Rows of y = X·w + b + noise, X uniform in [0, 1); `noise` is drawn once a row. */
function rowsOf(
  weights: readonly number[],
  bias: number,
  rowCount: number,
  noise: (uniform: number) => number = () => 0,
): LabeledRows {
  const nextWord = mersenneTwister(5);
  const columnCount = weights.length;
  const values = Float32Array.from({ length: rowCount * columnCount }, () => randomSample(nextWord));
  const labels = Float32Array.from({ length: rowCount }, (_, row) =>
    weights.reduce(
      (sum, weight, column) => sum + weight * (values[row * columnCount + column] ?? 0),
      bias + noise(randomSample(nextWord)),
    ),
  );
  return { features: { rowCount, columnCount, values }, labels };
}

const thorough = { mini_batch_size: '20', epochs: '60', wd: '0', early_stopping_patience: '100' };
const weight = fc.double({ min: -50, max: 50, noNaN: true }).filter((value) => Math.abs(value) > 1);

describe.each(lossesOf.regressor.map((loss) => [loss]))('%s', (loss) => {
  // ε-insensitive losses stop caring 0.01 standard deviations before the line.
  const tolerance = loss.startsWith('eps_') ? 0.05 : 0.02;

  test('finds w and b of y = X·w + b', () => {
    const given = { ...thorough, loss };
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 3 }), weight, (weights, bias) => {
        const model = trained(rowsOf(weights, bias, 200), given);
        const largest = Math.max(...weights.map(Math.abs));
        for (const [index, expected] of weights.entries())
          expect(Math.abs((model.weights[index] ?? NaN) - expected)).toBeLessThan(tolerance * largest);
        expect(Math.abs(model.bias - bias)).toBeLessThan(2 * tolerance * largest);
      }),
      { numRuns: 8 },
    );
  });
});

test.each([
  ['adam', '0.05'],
  ['rmsprop', '0.01'],
  ['sgd', '0.05'],
])('%s converges to the line', (optimizer, learning_rate) => {
  const model = trained(rowsOf([3, -2], 10, 200), {
    ...thorough,
    optimizer,
    learning_rate,
    bias_lr_mult: '1',
  });
  expect(model.weights[0]).toBeCloseTo(3, 1);
  expect(model.weights[1]).toBeCloseTo(-2, 1);
  expect(model.bias).toBeCloseTo(10, 1);
});

test('quantile_loss fits a line with its share of the labels below it', () => {
  const rows = rowsOf([4], 1, 2000, (uniform) => 3 * uniform);
  const model = trained(rows, { ...thorough, loss: 'quantile_loss', quantile: '0.8' });
  const below = rows.labels.filter(
    (label, row) => label < model.bias + (model.weights[0] ?? 0) * (rows.features.values[row] ?? 0),
  );
  expect(below.length / 2000).toBeGreaterThan(0.77);
  expect(below.length / 2000).toBeLessThan(0.83);
});

test('absolute_loss and huber_loss are robust to outliers that squared_loss follows', () => {
  const rows = rowsOf([4], 1, 400, (uniform) => (uniform > 0.9 ? 100 : 0));
  const biasOf = (loss: string) => trained(rows, { ...thorough, loss, huber_delta: '0.05' }).bias;
  expect(Math.abs(biasOf('absolute_loss') - 1)).toBeLessThan(1);
  expect(Math.abs(biasOf('huber_loss') - 1)).toBeLessThan(2);
  expect(biasOf('squared_loss')).toBeGreaterThan(5);
});

test('without a bias the line goes through the origin', () => {
  const model = trained(rowsOf([3, 5], 0, 200), { ...thorough, use_bias: 'false' });
  expect(model.bias).toBe(0);
  expect(model.weights[0]).toBeCloseTo(3, 1);
  expect(model.weights[1]).toBeCloseTo(5, 1);
});

test('wd and l1 shrink weights, and l1 shrinks those of irrelevant features first', () => {
  const rows = rowsOf([3, 0.02], 10, 400);
  const free = trained(rows, { ...thorough, learning_rate: '0.01' });
  const decayed = trained(rows, { ...thorough, learning_rate: '0.01', wd: '1.5' });
  expect(Math.abs(decayed.weights[0] ?? NaN)).toBeLessThan(0.7 * Math.abs(free.weights[0] ?? NaN));
  // l1 is divided by the batch, so 2 of 20 rows is a pull of 0.1 on a normalised weight.
  const sparse = trained(rows, { ...thorough, learning_rate: '0.01', l1: '2' });
  expect(Math.abs(sparse.weights[1] ?? NaN)).toBeLessThan(Math.abs(free.weights[1] ?? NaN));
  expect(sparse.weights[0] ?? NaN).toBeLessThan(free.weights[0] ?? NaN);
});

test('training works with a constant feature and with data that is not normalised', () => {
  const rows = rowsOf([3, 5], 2, 200);
  for (let row = 0; row < 200; row += 1) rows.features.values[row * 2 + 1] = 7;
  const model = trained(rows, { ...thorough, normalize_data: 'false', normalize_label: 'false' });
  expect(model.weights[0]).toBeGreaterThan(0);
  expect([...model.weights, model.bias].every(Number.isFinite)).toBe(true);
});
