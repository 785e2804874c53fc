import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { lossesOf } from '../hyperparameters/spec.ts';
import type { LabeledRows } from '../matrix.ts';
import { mersenneTwister, randomSample } from '../random.ts';
import type { TrainingChannels } from './channels.ts';
import { trainLinearLearner } from './train.ts';
import type { TrainedModel, TrainerEvent } from './events.ts';

type Epoch = Extract<TrainerEvent, { kind: 'epoch' }>;

function trained(
  given: Record<string, string>,
  channels: TrainingChannels,
): TrainedModel & { epochs: readonly Epoch[] } {
  const run = trainLinearLearner(parseHyperparameters(given), channels);
  const epochs: Epoch[] = [];
  for (;;) {
    const next = run.next();
    if (next.done) return { ...next.value, epochs };
    if (next.value.kind === 'epoch') epochs.push(next.value);
  }
}

/** Weights are kept at the last gain above the tolerance, so that it has to be small. */
const thorough = {
  wd: '0',
  epochs: '400',
  early_stopping_patience: '400',
  early_stopping_tolerance: '1e-9',
};

const trainRows = [5, 16, 8, 14, 23, 20, 1, 29, 6, 4, 18, 19, 9, 7, 25, 3, 0, 21, 15, 12];

test('squared_loss converges to the least-squares line of scikit-learn on the salaries', () => {
  const lines = readFileSync(new URL('../../../examples/salary.csv', import.meta.url), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1);
  const rows = trainRows.map((row) => (lines[row] ?? '').split(',').map(Number));
  const features = {
    rowCount: rows.length,
    columnCount: 1,
    values: Float32Array.from(rows, ([x = NaN]) => x),
  };
  const labels = Float32Array.from(rows, ([, y = NaN]) => y);
  const { model } = trained(
    { predictor_type: 'regressor', mini_batch_size: '20', ...thorough },
    { train: { features, labels } },
  );
  if (model.predictorType !== 'regressor') throw new Error('not a regressor');
  expect(Math.abs((model.weights[0] ?? NaN) / 9345.942443122376 - 1)).toBeLessThan(1e-3);
  expect(Math.abs(model.bias / 26816.19224403117 - 1)).toBeLessThan(2e-3);
});

const nextWord = mersenneTwister(3);
const uniforms = Array.from({ length: 300 }, () => [0, 1, 2].map(() => randomSample(nextWord)));
const overlapping: LabeledRows = {
  features: {
    rowCount: 300,
    columnCount: 2,
    values: Float32Array.from(uniforms.flatMap(([a = NaN, b = NaN]) => [a, 10 * b])),
  },
  labels: Float32Array.from(uniforms, ([a = NaN, b = NaN, noise = NaN]) => (a + b + noise > 1.5 ? 1 : 0)),
};

/** Newton's method on the mean cross entropy of label and sigmoid(w·x + b), x with a 1 appended. */
function logisticOptimum({ features: { values }, labels }: LabeledRows): number[] {
  let w = [0, 0, 0];
  for (let step = 0; step < 12; step += 1) {
    const gradient = [0, 0, 0];
    const hessian = [0, 1, 2].map(() => [0, 0, 0]);
    for (const [row, label] of labels.entries()) {
      const x = [values[row * 2] ?? NaN, values[row * 2 + 1] ?? NaN, 1];
      const p = 1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * (w[i] ?? NaN), 0)));
      for (const [i, a] of x.entries()) {
        gradient[i] = (gradient[i] ?? NaN) + (p - label) * a;
        for (const [j, b] of x.entries()) {
          const line = hessian[i] ?? [];
          line[j] = (line[j] ?? NaN) + p * (1 - p) * a * b;
        }
      }
    }
    const move = solved(hessian, gradient);
    w = w.map((value, i) => value - (move[i] ?? NaN));
  }
  return w;
}

/** Gauss's elimination; positive definite matrices need no pivots. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((line, i) => [...line, right[i] ?? NaN]);
  const at = (i: number, j: number) => rows[i]?.[j] ?? NaN;
  for (let pivot = 0; pivot < rows.length; pivot += 1)
    for (let i = 0; i < rows.length; i += 1) {
      if (i === pivot) continue;
      const share = at(i, pivot) / at(pivot, pivot);
      rows[i] = (rows[i] ?? []).map((value, j) => value - share * at(pivot, j));
    }
  return rows.map((line, i) => (line.at(-1) ?? NaN) / at(i, i));
}

test("logistic converges to the optimum of Newton's method", () => {
  const { model } = trained(
    { predictor_type: 'binary_classifier', mini_batch_size: '300', ...thorough },
    { train: overlapping },
  );
  if (model.predictorType !== 'binary_classifier') throw new Error('not a binary classifier');
  const [w0 = NaN, w1 = NaN, bias = NaN] = logisticOptimum(overlapping);
  expect(Math.abs((model.weights[0] ?? NaN) / w0 - 1)).toBeLessThan(0.01);
  expect(Math.abs((model.weights[1] ?? NaN) / w1 - 1)).toBeLessThan(0.01);
  expect(Math.abs(model.bias / bias - 1)).toBeLessThan(0.01);
});

test.each(lossesOf.regressor.map((loss) => [loss]))(
  '%s: the validation loss equals that of the final model on the validation rows',
  (loss) => {
    const labels = Float32Array.from(uniforms, ([a = NaN, , noise = NaN]) => 1000 * a + 20 * noise);
    const rows = { features: overlapping.features, labels };
    const { epochs, epoch, scores } = trained(
      { predictor_type: 'regressor', mini_batch_size: '50', loss, huber_delta: '30' },
      { train: rows, validation: rows },
    );
    const decided = epochs[epoch]?.criterion ?? NaN;
    expect(scores.train).toBeUndefined();
    expect(Math.abs((scores.validation?.[0]?.value ?? NaN) / decided - 1)).toBeLessThan(1e-4);
    expect(epochs[epoch]?.validationLosses).toHaveLength(32);
    expect(scores.validation?.[0]?.name).toBe(epochs[epoch]?.criterionName);
  },
);
