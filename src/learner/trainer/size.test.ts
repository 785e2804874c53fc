import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import type { LabeledRows } from '../matrix.ts';
import { noThreads } from '../parallel/workers.ts';
import { recordsOf } from '../parallel/records.ts';
import { trainRecords } from '../parallel/trainRecords.ts';
import { trainLinearLearner } from './train.ts';

const train: LabeledRows = {
  features: { rowCount: 8, columnCount: 4, values: Float32Array.from({ length: 32 }, (_, at) => at) },
  labels: Float32Array.of(0, 1, 2, 0, 1, 2, 0, 1),
};

const refused: [string, Record<string, string>, string][] = [
  [
    'a thousand million models',
    { predictor_type: 'multiclass_classifier', num_classes: '3', num_models: '1000000000' },
    'Training 1000000000 models of 4 features with 3 classes each needs more than 4 GiB of memory: lower num_classes or num_models, or use fewer features.',
  ],
  [
    'models that the kernel would have room for, but not their settings, losses and log',
    { predictor_type: 'multiclass_classifier', num_classes: '3', num_models: '4500000' },
    'Training 4500000 models of 4 features with 3 classes each needs',
  ],
  [
    'a million classes',
    { predictor_type: 'multiclass_classifier', num_classes: '1000000' },
    'Training 28 models of 4 features with 1000000 classes each needs more than 4 GiB of memory: lower num_classes or num_models, or use fewer features.',
  ],
  [
    'models that fit, but not with the copy that is kept of the best',
    { predictor_type: 'multiclass_classifier', num_classes: '1000000', num_models: '21' },
    'Training 21 models of 4 features with 1000000 classes each needs',
  ],
];
test.each(refused)(
  '%s are refused by both trainers before anything is allocated',
  async (_, given, message) => {
    const settings = parseHyperparameters({ mini_batch_size: '4', ...given });
    expect(() => trainLinearLearner(settings, { train }).next()).toThrow(message);
    const training = trainRecords(settings, { train: recordsOf(train) }, noThreads());
    await expect(training.next()).rejects.toThrow(message);
  },
);

test('many models and many classes are trained if they fit in memory', () => {
  for (const given of [
    { predictor_type: 'multiclass_classifier', num_classes: '3', num_models: '3000' },
    { predictor_type: 'multiclass_classifier', num_classes: '3000', num_models: '2' },
    { predictor_type: 'multiclass_classifier', num_classes: '200000', num_models: '1' },
  ]) {
    const settings = parseHyperparameters({ mini_batch_size: '4', epochs: '1', ...given });
    const kinds = Array.from(trainLinearLearner(settings, { train }), ({ kind }) => kind);
    expect(kinds).toEqual(['scaler', 'epoch']);
  }
});
