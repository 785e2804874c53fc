import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hyperparameterJsonSchema } from './jsonSchema.ts';
import { ignoredHyperparameters } from './ignored.ts';
import { parseHyperparameters } from './parse.ts';
import { lossesOf, predictorTypes } from './spec.ts';
import { choicesFor, hyperparameterByName, hyperparameterTable, settableHyperparameters } from './table.ts';
import { validateHyperparameter } from './validate.ts';

const regressor = { predictor_type: 'regressor' };
const binary = { predictor_type: 'binary_classifier' };
const multiclass = { predictor_type: 'multiclass_classifier', num_classes: '3' };

test('absent hyperparameters have the defaults of their predictor type', () => {
  expect(parseHyperparameters(regressor)).toMatchObject({
    loss: { name: 'squared_loss' },
    numModels: 32,
    miniBatchSize: 1000,
    epochs: 15,
    normalizeLabel: true,
    unbiasLabel: true,
    optimizer: undefined,
  });
  expect(parseHyperparameters(binary)).toMatchObject({
    loss: { name: 'logistic' },
    numModels: 32,
    criterion: { name: 'accuracy' },
    positiveExampleWeightMult: 1,
    numCalibrationSamples: 10_000_000,
  });
  expect(parseHyperparameters(multiclass)).toMatchObject({
    loss: { name: 'softmax_loss' },
    numModels: 28,
    numClasses: 3,
    accuracyTopK: 3,
    balanceMulticlassWeights: false,
  });
});

test.each([
  [{}, 'Hyperparameter predictor_type is required'],
  [{ predictor_type: 'classifier' }, 'Invalid value classifier for predictor_type'],
  [{ predictor_type: 'multiclass_classifier' }, 'Hyperparameter num_classes is required'],
  [{ ...multiclass, num_classes: '2' }, 'Invalid value 2 for num_classes: expected a whole number from 3'],
  [{ ...regressor, loss: 'logistic' }, 'Invalid value logistic for loss: expected one of auto, squared_loss'],
  [
    { ...binary, loss: 'squared_loss' },
    'Invalid value squared_loss for loss: expected one of auto, logistic',
  ],
  [{ ...multiclass, loss: 'hinge_loss' }, 'Invalid value hinge_loss for loss: expected one of auto, softmax'],
  [{ ...regressor, learning_rat: '1' }, 'Unknown hyperparameter learning_rat; did you mean learning_rate?'],
  [
    { ...regressor, learning_rate: '0' },
    'Invalid value 0 for learning_rate: expected auto or a number above 0',
  ],
  [{ ...regressor, beta_1: '1' }, 'Invalid value 1 for beta_1: expected auto or a number from 0 to below 1'],
  [{ ...regressor, quantile: '1' }, 'expected a number above 0 and below 1'],
  [{ ...regressor, epochs: '1.5' }, 'Invalid value 1.5 for epochs: expected a whole number from 1'],
  [{ ...regressor, wd: '' }, 'Invalid value  for wd'],
  [
    { ...binary, positive_example_weight_mult: 'heavy' },
    'for positive_example_weight_mult: expected auto or balanced',
  ],
])('hyperparameters %j are refused with the name of the first invalid one', (given, message) => {
  expect(() => parseHyperparameters(given)).toThrow(message);
});

test('hyperparameters of other predictor types are ignored', () => {
  expect(parseHyperparameters({ ...regressor, num_classes: '1', f_beta: 'x' })).toMatchObject(
    parseHyperparameters(regressor),
  );
});

test("booleans may be written as Python's True and False", () => {
  expect(parseHyperparameters({ ...regressor, use_bias: 'False', unbias_label: 'auto' })).toMatchObject({
    useBias: false,
    unbiasData: false,
    unbiasLabel: false,
  });
});

test('means are removed only from models with a bias', () => {
  const given = { use_bias: 'false', unbias_data: 'true', unbias_label: 'true' };
  expect(parseHyperparameters({ ...regressor, ...given })).toMatchObject({
    useBias: false,
    unbiasData: false,
    unbiasLabel: false,
  });
  expect(ignoredHyperparameters('regressor', given)).toEqual([
    { name: 'unbias_data', because: 'use_bias', value: 'false' },
    { name: 'unbias_label', because: 'use_bias', value: 'false' },
  ]);
  expect(ignoredHyperparameters('regressor', { ...given, use_bias: 'True' })).toEqual([]);
});

test('a training job of a tuning job trains one model, whatever num_models is', () => {
  const given = { ...binary, num_models: '7', _tuning_objective_metric: 'validation:recall' };
  expect(parseHyperparameters(given).numModels).toBe(1);
});

test('a value that the models try anyway is reported, unless there is a single model', () => {
  const given = { learning_rate: '0.10', wd: '0.02', lr_scheduler_step: '100' };
  expect(ignoredHyperparameters('regressor', given)).toEqual([
    { name: 'learning_rate', because: 'num_models', value: 'auto' },
    { name: 'lr_scheduler_step', because: 'num_models', value: 'auto' },
  ]);
  expect(ignoredHyperparameters('binary_classifier', { wd: '1', num_models: '4' })).toEqual([
    { name: 'wd', because: 'num_models', value: '4' },
  ]);
  expect(ignoredHyperparameters('regressor', { ...given, num_models: '1' })).toEqual([]);
  expect(ignoredHyperparameters('multiclass_classifier', { ...given, num_classes: '3' })).toEqual([]);
});

test('regressors and binary classifiers train at most 32 models', () => {
  expect(parseHyperparameters({ ...regressor, num_models: '50' }).numModels).toBe(32);
  expect(parseHyperparameters({ ...binary, num_models: '33' }).numModels).toBe(32);
  expect(parseHyperparameters({ ...regressor, num_models: '31' }).numModels).toBe(31);
  expect(parseHyperparameters({ ...multiclass, num_models: '50' }).numModels).toBe(50);
});

/** As every run of 2025 prints it. */
const containerDefaults = `{'mini_batch_size': '1000', 'epochs': '15', 'feature_dim': 'auto', 'use_bias': 'true', 'binary_classifier_model_selection_criteria': 'accuracy', 'f_beta': '1.0', 'target_recall': '0.8', 'target_precision': '0.8', 'num_models': 'auto', 'num_calibration_samples': '10000000', 'init_method': 'uniform', 'init_scale': '0.07', 'init_sigma': '0.01', 'init_bias': '0.0', 'optimizer': 'auto', 'loss': 'auto', 'margin': '1.0', 'quantile': '0.5', 'loss_insensitivity': '0.01', 'huber_delta': '1.0', 'num_classes': '1', 'accuracy_top_k': '3', 'wd': 'auto', 'l1': 'auto', 'momentum': 'auto', 'learning_rate': 'auto', 'beta_1': 'auto', 'beta_2': 'auto', 'bias_lr_mult': 'auto', 'bias_wd_mult': 'auto', 'use_lr_scheduler': 'true', 'lr_scheduler_step': 'auto', 'lr_scheduler_factor': 'auto', 'lr_scheduler_minimum_lr': 'auto', 'positive_example_weight_mult': '1.0', 'balance_multiclass_weights': 'false', 'normalize_data': 'true', 'normalize_label': 'auto', 'unbias_data': 'auto', 'unbias_label': 'auto', 'num_point_for_scaler': '10000', '_kvstore': 'auto', '_num_gpus': 'auto', '_num_kv_servers': 'auto', '_log_level': 'info', '_tuning_objective_metric': '', 'early_stopping_patience': '3', 'early_stopping_tolerance': '0.001', '_enable_profiler': 'false'}`;

describe('the hyperparameter table', () => {
  test('has all defaults of the container’s file, which are valid for every predictor type', () => {
    const defaults = Object.fromEntries(
      hyperparameterTable.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
    );
    expect(defaults).toEqual(JSON.parse(containerDefaults.replaceAll("'", '"')));
    for (const given of [regressor, binary])
      expect(parseHyperparameters({ ...defaults, ...given })).toEqual(parseHyperparameters(given));
    expect(parseHyperparameters({ ...defaults, ...multiclass })).toEqual(parseHyperparameters(multiclass));
  });

  test('dependencies name valid values of the other hyperparameter', () => {
    for (const { name, dependsOn } of hyperparameterTable) {
      if (dependsOn === undefined) continue;
      const other = hyperparameterByName.get(dependsOn.name);
      for (const value of dependsOn.values)
        expect(() => validateHyperparameter(other?.name ?? name, value)).not.toThrow();
    }
  });

  test.each(predictorTypes.map((type) => [type]))('offers %s its own losses', (type) => {
    const loss = hyperparameterByName.get('loss');
    expect(loss && choicesFor(type, loss)).toEqual(['auto', ...lossesOf[type]]);
    expect(settableHyperparameters(type).some(({ name }) => name.startsWith('_'))).toBe(false);
  });
});

test('hyperparameters without effect are reported with the reason', () => {
  const given = { quantile: '0.9', momentum: '0.5', f_beta: '2', epochs: '3', init_scale: '0.1' };
  expect(ignoredHyperparameters('regressor', given)).toEqual([
    { name: 'quantile', because: 'loss', value: 'auto' },
    { name: 'momentum', because: 'optimizer', value: 'auto' },
    { name: 'f_beta', because: 'predictor_type', value: 'regressor' },
  ]);
  expect(ignoredHyperparameters('regressor', { quantile: '0.9', loss: 'quantile_loss' })).toEqual([]);
  const bias = { init_bias: '1', bias_lr_mult: '2', bias_wd_mult: '3' };
  expect(ignoredHyperparameters('regressor', { ...bias, use_bias: 'True' })).toEqual([]);
  expect(ignoredHyperparameters('regressor', { ...bias, use_bias: 'False' }).map(({ name }) => name)).toEqual(
    Object.keys(bias),
  );
});

test('numbers are valid inside their bounds and invalid outside', () => {
  const numeric = hyperparameterTable.filter(({ kind }) => kind === 'integer' || kind === 'number');
  fc.assert(
    fc.property(
      fc.constantFrom(...numeric),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (entry, value) => {
        const allowed =
          (entry.kind === 'number' || Number.isSafeInteger(value)) &&
          value >= (entry.minimum ?? -Infinity) &&
          value <= (entry.maximum ?? Infinity) &&
          value > (entry.exclusiveMinimum ?? -Infinity) &&
          value < (entry.exclusiveMaximum ?? Infinity);
        const check = () => validateHyperparameter(entry.name, String(value));
        if (allowed) expect(check).not.toThrow();
        else expect(check).toThrow(entry.name);
      },
    ),
  );
});

describe('notation of values', () => {
  const writingOf = (name: string) => {
    const entry = hyperparameterByName.get(name);
    const { anyOf } = JSON.parse(JSON.stringify(entry && hyperparameterJsonSchema(entry)));
    return new RegExp(anyOf.find(({ pattern }: { pattern?: string }) => pattern !== undefined).pattern);
  };
  const isTaken = (name: string, text: string) => {
    try {
      validateHyperparameter(name, text);
      return true;
    } catch {
      return false;
    }
  };

  test.each([
    ['16', true, true],
    ['+16', true, true],
    ['007', true, true],
    ['16.0', false, true],
    ['1e1', false, true],
    ['16.', false, true],
    ['.5e1', false, true],
    ['0x10', false, false],
    ['0b1', false, false],
    ['0o7', false, false],
    ['1_000', false, false],
    [' 16', false, false],
    ['16\n', false, false],
    ['1.2.3', false, false],
    ['.', false, false],
    ['Infinity', false, false],
    ['', false, false],
  ])('%j: by the file’s schema and by training alike', (text, asInteger, asNumber) => {
    expect([writingOf('mini_batch_size').test(text), isTaken('mini_batch_size', text)]).toEqual([
      asInteger,
      asInteger,
    ]);
    expect([writingOf('learning_rate').test(text), isTaken('learning_rate', text)]).toEqual([
      asNumber,
      asNumber,
    ]);
  });

  test.each([
    ['true', true],
    ['False', true],
    ['TRUE', false],
    ['yes', false],
    ['1', false],
  ])('%s as a boolean: by both alike', (text, isBoolean) => {
    expect([writingOf('use_bias').test(text), isTaken('use_bias', text)]).toEqual([isBoolean, isBoolean]);
  });

  test('init_bias, which has no bounds, accepts the same notations as the schema', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...Array.from('019.eExXbo+-_ ')), maxLength: 6 });
    fc.assert(
      fc.property(anyText, (text) => {
        const isWritten = writingOf('init_bias').test(text) && Number.isFinite(Number(text));
        expect(isTaken('init_bias', text)).toBe(isWritten);
      }),
      { numRuns: 2000 },
    );
  });
});
