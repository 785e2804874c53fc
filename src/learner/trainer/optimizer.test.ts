import { expect, test } from 'vitest';
import { initialWeights } from './initialWeights.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import { optimizerOf } from './optimizer.ts';

const base: ModelSettings = {
  optimizer: { name: 'sgd', momentum: 0 },
  learningRate: 0.5,
  l1: 0,
  wd: 0,
  lrSchedulerStep: 2,
  lrSchedulerFactor: 0.5,
  lrSchedulerMinimumLr: 0.2,
  biasLrMult: 10,
};
const shape = { featureCount: 1, lanesPerModel: 1, useBias: true, useLrScheduler: false, biasWdMult: 0 };

/** Weights and biases of all lanes after each step with the same summed gradients, starting from 1. */
function steps(
  models: readonly ModelSettings[],
  count: number,
  gradient: number,
  changes: Partial<typeof shape> = {},
) {
  const lanes = models.length;
  const parameters = {
    featureCount: 1,
    laneCount: lanes,
    weights: new Float64Array(lanes).fill(1),
    biases: new Float64Array(lanes).fill(1),
  };
  const gradients = {
    weights: new Float64Array(lanes).fill(gradient),
    biases: new Float64Array(lanes).fill(gradient),
  };
  const optimizer = optimizerOf(models, { ...shape, ...changes });
  return Array.from({ length: count }, () => {
    optimizer.step(parameters, gradients, 4);
    return { weights: [...parameters.weights], biases: [...parameters.biases] };
  });
}

test('sgd steps by the mean gradient times the rate, with and without momentum', () => {
  const momentum = { ...base, optimizer: { name: 'sgd', momentum: 0.5 } } as const;
  const [first, second] = steps([base, momentum], 2, 0.08);
  expect(first?.weights.map((value) => value.toFixed(12))).toEqual(['0.990000000000', '0.990000000000']);
  expect(first?.biases.map((value) => value.toFixed(12))).toEqual(['0.900000000000', '0.900000000000']);
  expect(second?.weights.map((value) => value.toFixed(12))).toEqual(['0.980000000000', '0.975000000000']);
});

test('l1 is divided by the rows of a batch, wd is not, and neither touches the bias', () => {
  const [first] = steps([{ ...base, l1: 0.4, wd: 0.1 }], 1, 0);
  expect(first?.weights[0]).toBeCloseTo(1 - 0.5 * (0.4 / 4 + 0.1), 12);
  expect(first?.biases[0]).toBe(1);
  const [decayed] = steps([{ ...base, wd: 0.01 }], 1, 0, { biasWdMult: 2 });
  expect(decayed?.biases[0]).toBeCloseTo(1 - 5 * 0.02, 12);
});

test('the learning rate decays every lr_scheduler_step steps, never below its minimum', () => {
  const rates = steps([base], 7, 4, { useLrScheduler: true }).map(({ weights: [at = NaN] }, index, all) =>
    ((all[index - 1]?.weights[0] ?? 1) - at).toFixed(10),
  );
  expect(rates.map(Number)).toEqual([0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2]);
});

test('rmsprop divides by the root of a moving mean of squares, epsilon inside', () => {
  const model = { ...base, optimizer: { name: 'rmsprop' } } as const;
  const gain = Math.fround(1 - Math.fround(0.9));
  const [first, second] = steps([model], 2, 4);
  const one = gain;
  const two = 0.9 * one + gain;
  expect(first?.weights[0]).toBeCloseTo(1 - 0.5 / Math.sqrt(one + 1e-8), 12);
  expect(second?.weights[0]).toBeCloseTo(1 - 0.5 / Math.sqrt(one + 1e-8) - 0.5 / Math.sqrt(two + 1e-8), 12);
});

test('the first step of adam is the rate, whatever the gradient', () => {
  const model = { ...base, optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 } } as const;
  for (const gradient of [4, 4000]) {
    const [first] = steps([model], 1, gradient, { useBias: false });
    expect(first?.weights[0]).toBeCloseTo(0.5, 4);
    expect(first?.biases[0]).toBe(1);
  }
});

test('normal initial weights are drawn from a new std::normal_distribution<float> each', () => {
  const drawn = initialWeights(
    { featureCount: 6, modelCount: 1, lanesPerModel: 1 },
    { method: 'normal', sigma: 1 },
  );
  // Printed by a program of g++ with std::mt19937 of seed 0.
  expect([...drawn].map((value) => value.toPrecision(9))).toEqual([
    '2.21220636',
    '0.774003804',
    '1.04344034',
    '1.18392551',
    '1.89171135',
    '-1.23474145',
  ]);
});

test('arrays above 64 weights are drawn in chunks from separate generators, read feature by feature', () => {
  const uniform = { method: 'uniform', scale: 0.07 } as const;
  const wide = initialWeights({ featureCount: 22, modelCount: 2, lanesPerModel: 3 }, uniform);
  const first = initialWeights({ featureCount: 11, modelCount: 2, lanesPerModel: 3 }, uniform);
  // Draws 0 to 32 of a model of 66 are the first 33 of the same stream; model 1 goes on where model 0 ended.
  expect(wide.subarray(0, 11 * 6)).toEqual(first);
  // The second chunk begins with the first word of seed 1.
  expect(wide[11 * 6]).toBeCloseTo(-0.07 + 0.14 * (1791095845 / 2 ** 32), 7);
});
