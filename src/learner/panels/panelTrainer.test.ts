import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';
import { mersenneTwister } from '../random.ts';
import { classWeightsOf } from '../trainer/classWeights.ts';
import { runEpoch } from '../trainer/epoch.ts';
import { modelGrid } from '../trainer/modelGrid.ts';
import { objectiveOf } from '../trainer/objective.ts';
import { optimizerOf } from '../trainer/optimizer.ts';
import { initialParameters } from '../trainer/initialParameters.ts';
import { computeScaler } from '../trainer/scaler.ts';
import { noThreads, startThreads } from './crew.ts';
import type { Threads } from './crew.ts';
import { openPanelTrainer } from './panelTrainer.ts';
import { recordsOf } from './records.ts';

type Given = Record<string, string>;

/** A linear rule of five features with noise; labels as the predictor type wants them. */
function rowsFor(given: Given, rowCount: number): LabeledRows {
  const random = mersenneTwister(7);
  const unit = () => random() / 2 ** 32 - 0.5;
  const width = 5;
  const values = Float32Array.from(
    { length: rowCount * width },
    (_, index) => unit() * (1 + (index % width)) + 3,
  );
  const labels = Float32Array.from({ length: rowCount }, (_, row) => {
    const own = values.subarray(row * width, (row + 1) * width);
    const value = own.reduce((sum, x, column) => sum + (x - 3) * (column - 1.5), 0) + unit();
    if (given['predictor_type'] === 'regressor') return value * 20 + 100;
    if (given['predictor_type'] === 'binary_classifier') return value > 0.5 ? 1 : 0;
    return value > 1 ? 2 : value > -1 ? 1 : 0;
  });
  return { features: { rowCount, columnCount: width, values }, labels };
}

function parts(given: Given, rowCount: number) {
  const settings = parseHyperparameters({ mini_batch_size: '100', ...given });
  const rows = rowsFor(given, rowCount);
  const models = modelGrid(settings);
  const classWeights = classWeightsOf(settings, rows);
  const objective = objectiveOf(settings, classWeights);
  const scaler = computeScaler(rows, settings);
  const initial = initialParameters(settings, 5, models.length, objective.lanesPerModel);
  return { settings, rows, models, classWeights, objective, scaler, initial };
}

/** Losses of a few epochs by the kernel, and the parameters they end with. */
async function byPanels(given: Given, rowCount: number, threads: Threads, epochs = 3) {
  const { rows, ...training } = parts(given, rowCount);
  const records = recordsOf(rows);
  const trainer = await openPanelTrainer({ ...training, train: records, validation: records, threads });
  const trainLosses: Float64Array[] = [];
  const validationLosses: Float64Array[] = [];
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    trainLosses.push(await trainer.trainEpoch());
    validationLosses.push(await trainer.validationLosses());
  }
  return { trainLosses, validationLosses, parameters: trainer.parameters() };
}

function exactly(given: Given, rowCount: number, epochs = 3) {
  const { settings, rows, models, objective, scaler, initial: parameters } = parts(given, rowCount);
  const shape = { featureCount: 5, lanesPerModel: objective.lanesPerModel, ...settings };
  const optimizer = optimizerOf(models, shape);
  const { miniBatchSize } = settings;
  const losses = Array.from({ length: epochs }, () =>
    runEpoch({ rows, scaler, miniBatchSize, objective, parameters, optimizer }),
  );
  return { losses, parameters };
}

const cases: readonly (readonly [string, Given])[] = [
  ...[
    'squared_loss',
    'absolute_loss',
    'eps_insensitive_squared_loss',
    'eps_insensitive_absolute_loss',
    'quantile_loss',
    'huber_loss',
  ].map((loss) => [loss, { predictor_type: 'regressor', loss }] as const),
  ['squared_loss without bias', { predictor_type: 'regressor', use_bias: 'false' }],
  [
    'squared_loss in batches too small for gram matrices',
    { predictor_type: 'regressor', mini_batch_size: '7' },
  ],
  [
    'sgd with l1',
    { predictor_type: 'regressor', optimizer: 'sgd', momentum: '0.9', learning_rate: '0.01', l1: '0.1' },
  ],
  ['rmsprop, five models', { predictor_type: 'regressor', optimizer: 'rmsprop', num_models: '5' }],
  ['logistic', { predictor_type: 'binary_classifier', positive_example_weight_mult: '3' }],
  [
    'hinge_loss',
    { predictor_type: 'binary_classifier', loss: 'hinge_loss', positive_example_weight_mult: '3' },
  ],
  [
    'softmax_loss',
    { predictor_type: 'multiclass_classifier', num_classes: '3', balance_multiclass_weights: 'true' },
  ],
];

let two: Threads;
let three: Threads;
beforeAll(() => {
  const script = new URL('./threadMain.ts', import.meta.url);
  two = startThreads(2, script);
  three = startThreads(3, script);
});
afterAll(async () => {
  await Promise.all([two.close(), three.close()]);
});

describe('the same losses as the exact trainer', () => {
  test.each(cases)('%s', async (_, given) => {
    const panels = await byPanels(given, 1234, noThreads);
    const exact = exactly(given, 1234);
    for (const [epoch, losses] of exact.losses.entries())
      for (const [model, loss] of losses.entries())
        expect(
          Math.abs((panels.trainLosses[epoch]?.[model] ?? NaN) - loss) / loss,
          `${epoch} ${model}`,
        ).toBeLessThan(2e-5);
  });
});

describe('the same bits for any number of threads', () => {
  test.each(cases)('%s', async (_, given) => {
    const alone = await byPanels(given, 1234, noThreads);
    expect(await byPanels(given, 1234, two)).toEqual(alone);
    expect(await byPanels(given, 1234, three)).toEqual(alone);
  });
});
