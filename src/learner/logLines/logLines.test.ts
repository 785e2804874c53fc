import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { closingLines, durationsLine, epochLines } from './format.ts';
import { laterMetricDefinitions, metricDefinitions } from './metricDefinitions.ts';
import { openingLines, scalerLines } from './opening.ts';
import { parseLogLine } from './parse.ts';

const at = new Date('2026-11-24T08:00:00Z');
const parsed = (lines: readonly string[]) => lines.map(parseLogLine).filter((event) => event !== undefined);
const regressor = parseHyperparameters({ predictor_type: 'regressor', mini_batch_size: '4' });
const binary = parseHyperparameters({ predictor_type: 'binary_classifier', mini_batch_size: '4' });
const small = { settings: regressor, train: { rowCount: 20 } };
const prefix = '[11/24/2026 08:00:00 INFO 1] ';

const epoch = {
  kind: 'epoch',
  epoch: 2,
  trainLosses: [0.5, 1e-7],
  criterionName: 'mse_objective',
  criterion: 1e-7,
  isHigherBetter: false,
  bestModel: 1,
  decision: { kind: 'improved' },
} as const;

test('the lines of an epoch are parsed back', () => {
  const lines = epochLines(at, epoch, { ...small, durationMs: 3 });
  expect(parsed(lines)).toEqual([
    { kind: 'model-loss', split: 'train', epoch: 2, model: 0, loss: 0.5 },
    { kind: 'model-loss', split: 'train', epoch: 2, model: 1, loss: 1e-7 },
    { kind: 'criterion', epoch: 2, name: 'mse_objective', value: 1e-7 },
    { kind: 'improved', epoch: 2 },
    { kind: 'progress', percent: 20 },
  ]);
});

test('the lines of an epoch have the order and form of published logs', () => {
  const lines = epochLines(
    at,
    {
      ...epoch,
      epoch: 0,
      validationLosses: [0.25, 0.125],
      criterionName: 'sampled_accuracy',
      criterion: 0.75,
    },
    { settings: binary, train: { rowCount: 511 }, durationMs: 1000 },
  );
  const objective = 'binary_classification_cross_entropy_objective';
  const model = (index: number, split: string, value: number) =>
    `#metrics {"StartTime": 1795507200.0, "EndTime": 1795507200.0, "Dimensions": {"Algorithm": "Linear Learner", "Host": "algo-1", "Operation": "training", "epoch": 0, "model": ${index}}, ` +
    `"Metrics": {"${split}_${objective}": {"sum": ${value}, "count": 1, "min": ${value}, "max": ${value}}}}`;
  expect(lines.filter((line) => !line.includes('e-07'))).toEqual([
    model(0, 'train', 0.5),
    `${prefix}#quality_metric: host=algo-1, epoch=0, train ${objective} <loss>=0.5`,
    model(0, 'validation', 0.25),
    model(1, 'validation', 0.125),
    `${prefix}#quality_metric: host=algo-1, epoch=0, validation ${objective} <loss>=0.25`,
    `${prefix}#early_stopping_criteria_metric: host=algo-1, epoch=0, criteria=sampled_accuracy, value=0.75`,
    `${prefix}Epoch 0: Loss improved. Updating best model`,
    `${prefix}Saving model for epoch: 0`,
    `${prefix}Saved checkpoint to "/tmp/model/mx-mod-0000.params"`,
    `${prefix}#progress_metric: host=algo-1, completed 6.666666666666667 % of epochs`,
    // 511 rows in batches of 4: 4 + 511 records before the first epoch, 511 more with it, as a published run has it.
    '#metrics {"StartTime": 1795507199.0, "EndTime": 1795507200.0, "Dimensions": {"Algorithm": "Linear Learner", "Host": "algo-1", "Operation": "training", "epoch": 0, "Meta": "training_data_iter"}, ' +
      '"Metrics": {"Total Records Seen": {"sum": 1026.0, "count": 1, "min": 1026, "max": 1026}, "Total Batches Seen": {"sum": 257.0, "count": 1, "min": 257, "max": 257}, "Max Records Seen Between Resets": {"sum": 511.0, "count": 1, "min": 511, "max": 511}, "Max Batches Seen Between Resets": {"sum": 128.0, "count": 1, "min": 128, "max": 128}, "Reset Count": {"sum": 3.0, "count": 1, "min": 3, "max": 3}, "Number of Records Since Last Reset": {"sum": 511.0, "count": 1, "min": 511, "max": 511}, "Number of Batches Since Last Reset": {"sum": 128.0, "count": 1, "min": 128, "max": 128}}}',
    `${prefix}#throughput_metric: host=algo-1, train throughput=511.0 records/second`,
  ]);
});

test('progress lines of the last epoch and of an early stop are those of published runs', () => {
  const facts = { ...small, durationMs: 3 };
  const loggedBy = (event: Parameters<typeof epochLines>[1]) =>
    epochLines(at, event, facts)
      .filter((line) => !line.startsWith('#metrics'))
      .map((line) => line.replace(prefix, ''))
      .slice(2);
  // Ten epochs of 15, as the run of a python3 image prints them.
  expect(loggedBy({ ...epoch, epoch: 9 })).toContain(
    '#progress_metric: host=algo-1, completed 66.66666666666667 % of epochs',
  );
  const last = loggedBy({ ...epoch, epoch: 14 });
  expect(last).toContain('#progress_metric: host=algo-1, completed 100.0 % of epochs');
  expect(last.join()).not.toContain('Early stop');
  expect(loggedBy({ ...epoch, epoch: 10, decision: { kind: 'stop', epochsWithoutGain: 4 } })).toEqual([
    'Saving model for epoch: 10',
    'Saved checkpoint to "/tmp/model/mx-mod-0000.params"',
    'Early stop condition met. Stopping training.',
    '#progress_metric: host=algo-1, completed 100 % epochs',
    expect.stringContaining('#throughput_metric'),
  ]);
});

test('given hyperparameters are printed over the defaults, including internal ones', () => {
  const lines = openingLines(at, { predictor_type: 'regressor', mini_batch_size: '4' });
  const final = lines.find((line) => line.includes('Final configuration'));
  expect(final).toContain("'mini_batch_size': '4'");
  expect(final).toContain("'num_classes': '1'");
  expect(final).toContain("'_tuning_objective_metric': ''");
});

test('the scaler is printed as NDArrays, with None for absent means', () => {
  const scaler = {
    featureMeans: Float32Array.of(5.944, 1),
    featureScales: Float32Array.of(3.2953396, 2),
    labelMean: 81142.92,
    labelScale: 29777.29,
  };
  const facts = { scaler, settings: regressor, train: { rowCount: 511 }, durationMs: 10 };
  const lines = scalerLines(at, facts);
  const from = lines.findIndex((line) => line.includes('Scaling model computed'));
  expect(lines.slice(from, from + 9)).toEqual([
    `${prefix}Scaling model computed with parameters:\n {'stdev_label': `,
    '[29777.29]',
    "<NDArray 1 @cpu(0)>, 'stdev_weight': ",
    '[3.2953396 2.       ]',
    "<NDArray 2 @cpu(0)>, 'mean_label': ",
    '[81142.92]',
    "<NDArray 1 @cpu(0)>, 'mean_weight': ",
    '[5.944 1.   ]',
    '<NDArray 2 @cpu(0)>}',
  ]);
  expect(lines.at(-1)).toContain('"Total Records Seen": {"sum": 515.0, "count": 1, "min": 515, "max": 515}');
  expect(scalerLines(at, { ...facts, settings: binary, train: { rowCount: 20 } }).join('\n')).toContain(
    " {'stdev_label': None, 'stdev_weight': \n",
  );
});

test('the lines of the RecordIO reader equal those of a published run', () => {
  const scaler = {
    featureMeans: Float32Array.of(0),
    featureScales: Float32Array.of(1),
    labelMean: 0,
    labelScale: 1,
  };
  const facts = { settings: regressor, train: { rowCount: 511, recordioBytes: 511 * 104 }, durationMs: 10 };
  const stats = (lines: readonly string[]) => lines.filter((line) => line.includes('tensorio'));
  // One batch of 4 records of 104 bytes, then all of them.
  expect(stats(scalerLines(at, { ...facts, scaler }))).toEqual([
    '[2026-11-24 08:00:00.000] [tensorio] [warning] TensorIO is already initialized; ignoring the initialization routine.',
    '[2026-11-24 08:00:00.000] [tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/train", "epoch": 0, "duration": 0, "num_examples": 1, "num_bytes": 416}',
    '[2026-11-24 08:00:00.000] [tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/train", "epoch": 1, "duration": 10, "num_examples": 128, "num_bytes": 53144}',
  ]);
  expect(stats(epochLines(at, epoch, facts))[0]).toContain('"epoch": 8, "duration": 10, "num_examples": 128');
});

const trained = {
  model: { predictorType: 'regressor', weights: Float32Array.of(1), bias: 0 },
  modelIndex: 4,
  epoch: 14,
  settings: {
    optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999 },
    learningRate: 0.1,
    wd: 1e-4,
    l1: 0,
    lrSchedulerStep: 10,
    lrSchedulerFactor: 0.99,
    lrSchedulerMinimumLr: 1e-5,
    biasLrMult: 10,
  },
  scores: {
    train: [
      { name: 'mse_objective', kind: 'loss', value: 4 },
      { name: 'mse', kind: 'loss', value: 4 },
      { name: 'rmse', kind: 'loss', value: 2 },
    ],
    test: [{ name: 'precision', kind: 'score', value: 0.5 }],
  },
} as const;

test('the settings of the best model are parsed back', () => {
  const lines = closingLines(at, trained, { ...small, last: epoch });
  expect(lines.find((line) => line.includes('Best model'))).toBe(
    `${prefix}Best model found for hyperparameters: {"optimizer": "adam", "learning_rate": 0.1, "wd": 0.0001, "l1": 0.0, "lr_scheduler_step": 10, "lr_scheduler_factor": 0.99, "lr_scheduler_minimum_lr": 1e-05}`,
  );
  expect(parsed(lines)).toContainEqual({ kind: 'score', split: 'train', name: 'rmse', value: 2 });
  expect(parsed(lines)).toContainEqual({
    kind: 'best',
    hyperparameters: {
      optimizer: 'adam',
      learning_rate: 0.1,
      wd: 1e-4,
      l1: 0,
      lr_scheduler_step: 10,
      lr_scheduler_factor: 0.99,
      lr_scheduler_minimum_lr: 1e-5,
    },
  });
});

/** The lines of a binary run of 2020 that had all channels: 49,169, 6,146 and 6,147 records of 56 bytes. */
describe('with validation and test rows, as in a published run,', () => {
  const settings = parseHyperparameters({ predictor_type: 'binary_classifier' });
  const channel = (rowCount: number) => ({ rowCount, recordioBytes: rowCount * 56 });
  const facts = { settings, train: channel(49_169), validation: channel(6146), test: channel(6147) };
  const [objective, duration] = ['binary_classification_cross_entropy_objective', 1647];
  const event = {
    ...epoch,
    epoch: 3,
    validationLosses: [0.3, 0.28],
    criterionName: 'sampled_accuracy',
    criterion: 0.98,
    isHigherBetter: true,
  };
  const texts = (lines: readonly string[]) =>
    lines
      .filter((line) => !line.includes('"model": '))
      .map((line) => line.replace(/^\[[^\]]*\] /, '').replace(/"StartTime.*"Operation"/, '…'));

  test('each epoch passes over the validation rows', () => {
    expect(texts(epochLines(at, event, { ...facts, durationMs: duration })).slice(0, 8)).toEqual([
      '[tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/train", "epoch": 9, "duration": 1647, "num_examples": 50, "num_bytes": 2753464}',
      `#quality_metric: host=algo-1, epoch=3, train ${objective} <loss>=0.5`,
      '[tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/validation", "epoch": 11, "duration": 1647, "num_examples": 7, "num_bytes": 344176}',
      `#quality_metric: host=algo-1, epoch=3, validation ${objective} <loss>=0.3`,
      '#early_stopping_criteria_metric: host=algo-1, epoch=3, criteria=sampled_accuracy, value=0.98',
      'Epoch 3: Loss improved. Updating best model',
      'Saving model for epoch: 3',
      'Saved checkpoint to "/tmp/model/mx-mod-0000.params"',
    ]);
  });

  test('the last epoch is evaluated again, and the test rows are read', () => {
    const scores = { validation: [], test: [] };
    const lines = texts(
      closingLines(at, { ...trained, scores }, { ...facts, last: { ...event, epoch: 14 } }),
    );
    expect(lines.slice(2)).toEqual([
      '[tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/validation", "epoch": 47, "duration": 0, "num_examples": 7, "num_bytes": 344176}',
      '#early_stopping_criteria_metric: host=algo-1, epoch=14, criteria=sampled_accuracy, value=0.98',
      'Epoch 14: Loss improved. Updating best model',
      '[tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/validation", "epoch": 49, "duration": 0, "num_examples": 7, "num_bytes": 344176}',
      expect.stringContaining('Best model found'),
      'Saved checkpoint to "/tmp/model/mx-mod-0000.params"',
      '[tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/test", "epoch": 0, "duration": 0, "num_examples": 1, "num_bytes": 56000}',
      '[tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/test", "epoch": 1, "duration": 0, "num_examples": 7, "num_bytes": 344232}',
      '#metrics {…: "training", "Meta": "test_data_iter"}, "Metrics": {"Total Records Seen": {"sum": 6147.0, "count": 1, "min": 6147, "max": 6147}, "Total Batches Seen": {"sum": 7.0, "count": 1, "min": 7, "max": 7}, "Max Records Seen Between Resets": {"sum": 6147.0, "count": 1, "min": 6147, "max": 6147}, "Max Batches Seen Between Resets": {"sum": 7.0, "count": 1, "min": 7, "max": 7}, "Reset Count": {"sum": 1.0, "count": 1, "min": 1, "max": 1}, "Number of Records Since Last Reset": {"sum": 6147.0, "count": 1, "min": 6147, "max": 6147}, "Number of Batches Since Last Reset": {"sum": 7.0, "count": 1, "min": 7, "max": 7}}}',
    ]);
  });

  test.each([
    'icecream_regressor_validation_2025.json',
    'abalone_user_values_2021_nodata.json',
    'ufo_multiclass_27models_2019_nodata.json',
    'chicago_multiclass_balanced_1509x6_2018_nodata.json',
  ])('the last epoch before an early stop is evaluated again: %s', (file) => {
    const run = JSON.parse(
      readFileSync(new URL(`../../../test/fixtures/learner/${file}`, import.meta.url), 'utf8'),
    );
    const [again, last] = run.criterion.toReversed();
    expect(again[2]).toBe(last[2]);
    const stopped = {
      ...event,
      epoch: last[0],
      criterionName: last[1],
      criterion: last[2],
      isHigherBetter: false,
      decision: { kind: 'stop', epochsWithoutGain: 4 },
    } as const;
    const scores = { validation: [] };
    expect(
      parsed(closingLines(at, { ...trained, scores }, { ...facts, last: stopped })).slice(0, -1),
    ).toEqual([{ kind: 'criterion', epoch: last[0], name: again[1], value: again[2] }]);
  });
});

test.each([
  [{ kind: 'improved' }, ['Epoch 2: Loss improved. Updating best model']],
  [{ kind: 'recovering' }, ['Epoch 2: Loss has not improved for 0 epochs.']],
  [{ kind: 'waiting', epochsWithoutGain: 2 }, []],
] as const)('an epoch that is %j saves the model', (decision, said) => {
  const lines = epochLines(at, { ...epoch, decision }, { ...small, durationMs: 3 });
  const from = lines.findIndex((line) => line.includes('early_stopping_criteria')) + 1;
  const to = lines.findIndex((line) => line.includes('#progress_metric'));
  expect(lines.slice(from, to).map((line) => line.replace(prefix, ''))).toEqual([
    ...said,
    'Saving model for epoch: 2',
    'Saved checkpoint to "/tmp/model/mx-mod-0000.params"',
  ]);
});

test("the service's metric definitions match our lines", () => {
  expect(metricDefinitions).toHaveLength(37);
  expect(laterMetricDefinitions.map(({ Name }) => Name)).toEqual([
    'validation:rmse',
    'validation:roc_auc_score',
    'test:roc_auc_score',
  ]);
  const facts = { ...small, durationMs: 10 };
  const lines = [...epochLines(at, epoch, facts), ...closingLines(at, trained, { ...small, last: epoch })];
  const valueOf = (regex: string) =>
    lines.map((line) => new RegExp(regex).exec(line)?.[1]).findLast((found) => found !== undefined);
  const values = metricDefinitions.map(({ Name, Regex }) => [Name, Number(valueOf(Regex))] as const);
  expect(Object.fromEntries(values.filter(([, value]) => !Number.isNaN(value)))).toEqual({
    'train:progress': 20,
    'train:throughput': 2000,
    'train:objective_loss': 0.5,
    'train:objective_loss:final': 4,
    'train:mse': 4,
    'test:precision': 0.5,
  });
});

test('values that are not finite are nan and inf in text, NaN and Infinity in JSON, and are parsed from both', () => {
  const lost = { ...epoch, trainLosses: [Number.NaN, Infinity], criterion: -Infinity };
  const lines = epochLines(at, lost, { ...small, durationMs: 3 });
  const text = lines.join('\n');
  expect(text).toContain('"sum": NaN, "count": 1, "min": NaN');
  expect(text).toContain('"sum": Infinity,');
  expect(text).toContain('train mse_objective <loss>=nan');
  expect(text).toContain('value=-inf');
  expect(parsed(lines)).toMatchObject([
    { kind: 'model-loss', loss: Number.NaN },
    { kind: 'model-loss', loss: Infinity },
    { kind: 'criterion', value: -Infinity },
    {},
    {},
  ]);
  const scores = { train: [{ name: 'r2', kind: 'loss', value: Number.NaN }] } as const;
  const closing = closingLines(at, { ...trained, scores }, { ...small, last: epoch });
  expect(closing).toContain(`${prefix}#train_score (algo-1) : ('r2', nan)`);
  expect(closing).toContain(`${prefix}#quality_metric: host=algo-1, train r2 <loss>=nan`);
  for (const written of ['nan', 'NaN'])
    expect(parseLogLine(`${prefix}#train_score (algo-1) : ('r2', ${written})`)).toMatchObject({
      value: Number.NaN,
    });
});

test('durations are a line of metrics', () => {
  const durations = { setupMs: 1, initializeMs: 2, updatesMs: [3, 5], finalizeMs: 4, totalMs: 15 };
  const line = durationsLine(at, 2, durations);
  expect(line).toContain('"update.time": {"sum": 8.0, "count": 2, "min": 3.0, "max": 5.0}');
  expect(line).toContain('"epochs": {"sum": 2.0, "count": 1, "min": 2, "max": 2}');
});

test.each([
  [
    '[03/25/2021 16:34:16 INFO 1] #progress_metric: host=algo-1, completed 100 % epochs',
    { kind: 'progress', percent: 100 },
  ],
  [
    '[03/22/2020 20:43:22 INFO 1] #progress_metric: host=algo-1, completed 100 % of epochs',
    { kind: 'progress', percent: 100 },
  ],
  [
    '[03/25/2021 16:34:16 INFO 1] #progress_metric: host=algo-1, completed 100.0 % of epochs',
    { kind: 'progress', percent: 100 },
  ],
  [
    '[02/28/2021 05:53:20 INFO 1] Epoch 8: Loss has not improved for 0 epochs.',
    { kind: 'no-gain', epoch: 8, epochsWithoutGain: 0 },
  ],
  ['[02/28/2021 05:53:23 INFO 1] Early stop condition met. Stopping training.', { kind: 'early-stop' }],
  ['Process 1 is a worker.', undefined],
])('%s', (line, event) => {
  expect(parseLogLine(line)).toEqual(event);
});
