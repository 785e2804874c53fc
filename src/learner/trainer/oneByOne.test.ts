import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { mersenneTwister, randomSample } from '../random.ts';
import { modelGrid } from './modelGrid.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import { trainLinearLearner } from './train.ts';

// The multiclass trainer implemented again, one model and one parameter at a time, from the recovered rules: what the lanes of all
// models side by side must come to.

const rowCount = 70;
const featureCount = 25;
const classCount = 3;
const miniBatchSize = 20;

const nextWord = mersenneTwister(11);
const labels = Array.from({ length: rowCount }, () => nextWord() % classCount);
const features = labels.map((label) =>
  Array.from({ length: featureCount }, (_, feature) =>
    Math.fround(randomSample(nextWord) * (feature + 1) + (feature % classCount === label ? feature / 3 : 0)),
  ),
);

/** Columns in standard units over the full batches, with float32 means and deviations. */
function standardised(): number[][] {
  const used = features.slice(0, 60);
  const moments = Array.from({ length: featureCount }, (_, feature) => {
    const column = used.map((row) => row[feature] ?? NaN);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    return { mean: Math.fround(mean), deviation: Math.fround(Math.sqrt(variance)) };
  });
  return features.map((row) =>
    row.map((value, feature) => {
      const { mean = NaN, deviation = NaN } = moments[feature] ?? {};
      return (value - mean) / deviation;
    }),
  );
}

/** Draws of 25 × 3 = 75 weights a model: two chunks of 38 and 37, each from its own generator, models in order of their names. */
function initialModels(modelCount: number): number[][] {
  const generators = [mersenneTwister(0), mersenneTwister(1)];
  const models: number[][] = [];
  const names = Array.from({ length: modelCount }, (_, model) => `fc${model}_weight`).sort();
  for (const name of names)
    models[parseInt(name.slice(2), 10)] = Array.from({ length: featureCount * classCount }, (_, index) =>
      Math.fround(-0.07 + 0.14 * ((generators[index < 38 ? 0 : 1]?.() ?? NaN) / 2 ** 32)),
    );
  return models;
}

/** The mean loss of each epoch. */
function trainOne(model: ModelSettings, initial: readonly number[], epochs: number): number[] {
  // Parameters: weights[f * classCount + c], then the biases.
  const parameters = [...initial, ...new Array<number>(classCount).fill(0)];
  const first = parameters.map(() => 0);
  const second = parameters.map(() => 0);
  const x = standardised();
  const gain = (decay: number) => Math.fround(1 - Math.fround(decay));
  let step = 0;
  return Array.from({ length: epochs }, () => {
    let loss = 0;
    for (let start = 0; start + miniBatchSize <= rowCount; start += miniBatchSize) {
      const sums = parameters.map(() => 0);
      for (let row = start; row < start + miniBatchSize; row += 1) {
        const inputs = [...(x[row] ?? []), 1];
        const scores = Array.from({ length: classCount }, (_, c) =>
          inputs.reduce((sum, value, f) => sum + value * (parameters[f * classCount + c] ?? NaN), 0),
        );
        const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
        const total = powers.reduce((sum, power) => sum + power, 0);
        const label = labels[row] ?? NaN;
        const likelihood = (powers[label] ?? NaN) / total;
        loss -= Math.log(Math.max(likelihood, 1e-10));
        if (likelihood < 1e-10) continue;
        for (const [f, value] of inputs.entries())
          for (let c = 0; c < classCount; c += 1) {
            const error = (powers[c] ?? NaN) / total - (c === label ? 1 : 0);
            sums[f * classCount + c] = (sums[f * classCount + c] ?? NaN) + value * error;
          }
      }
      step += 1;
      const falls = Math.floor((step - 1) / model.lrSchedulerStep);
      const rate = Math.max(
        model.lrSchedulerMinimumLr,
        model.learningRate * model.lrSchedulerFactor ** falls,
      );
      for (const [index, value] of parameters.entries()) {
        const isBias = index >= featureCount * classCount;
        const sum = sums[index] ?? NaN;
        const gradient = isBias
          ? sum / miniBatchSize
          : (sum + model.l1 * Math.sign(value)) / miniBatchSize + model.wd * value;
        const own = isBias ? rate * model.biasLrMult : rate;
        const square = gradient * gradient;
        if (model.optimizer.name === 'rmsprop') {
          second[index] = 0.9 * (second[index] ?? NaN) + gain(0.9) * square;
          parameters[index] = value - (own * gradient) / Math.sqrt(second[index] + 1e-8);
        } else {
          first[index] = 0.9 * (first[index] ?? NaN) + gain(0.9) * gradient;
          second[index] = 0.999 * (second[index] ?? NaN) + gain(0.999) * square;
          const corrected = (own * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
          parameters[index] = value - (corrected * first[index]) / (Math.sqrt(second[index]) + 1e-8);
        }
      }
    }
    return loss / (Math.floor(rowCount / miniBatchSize) * miniBatchSize);
  });
}

test('28 models trained in parallel have the losses of each trained alone', () => {
  const epochs = 6;
  const settings = parseHyperparameters({
    predictor_type: 'multiclass_classifier',
    num_classes: String(classCount),
    mini_batch_size: String(miniBatchSize),
    epochs: String(epochs),
    early_stopping_patience: '100',
  });
  const losses: (readonly number[])[] = [];
  const values = Float32Array.from(features.flat());
  const rows = {
    features: { rowCount, columnCount: featureCount, values },
    labels: Float32Array.from(labels),
  };
  for (const event of trainLinearLearner(settings, { train: rows }))
    if (event.kind === 'epoch') losses.push(event.trainLosses);
  const initial = initialModels(28);
  const models = modelGrid(settings);
  expect(models).toHaveLength(28);
  for (const [index, model] of models.entries())
    for (const [epoch, loss] of trainOne(model, initial[index] ?? [], epochs).entries())
      expect(Math.abs((losses[epoch]?.[index] ?? NaN) - loss)).toBeLessThan(1e-9);
});
