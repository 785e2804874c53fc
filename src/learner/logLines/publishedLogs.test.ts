import { expect, test } from 'vitest';
import { parseHyperparameters } from '../hyperparameters/parse.ts';
import { golden, rowsOf, trainAll } from '../trainer/published.testing.ts';
import { closingLines, durationsLine, epochLines } from './format.ts';
import { openingLines, scalerLines } from './opening.ts';
import type { RunFacts } from './opening.ts';

const at = new Date('2026-11-24T08:00:00Z');

/** A run's whole log, without what differs between any two runs of it and the losses of single models. */
function logOf(given: Readonly<Record<string, string>>, channels: Parameters<typeof trainAll>[1]): string[] {
  const { trained, epochs, scaler } = trainAll(given, channels);
  const ofChannel = ({ labels, features }: (typeof channels)['train']) => ({
    rowCount: labels.length,
    recordioBytes: labels.length * (44 + 4 * features.columnCount),
  });
  const facts: RunFacts = {
    settings: parseHyperparameters(given),
    train: ofChannel(channels.train),
    ...(channels.validation ? { validation: ofChannel(channels.validation) } : {}),
  };
  const last = epochs.at(-1);
  if (last === undefined) throw new Error('no epoch');
  const durations = {
    setupMs: 1,
    initializeMs: 1,
    updatesMs: epochs.map(() => 1),
    finalizeMs: 1,
    totalMs: 1,
  };
  return [
    ...openingLines(at, given),
    ...scalerLines(at, { ...facts, scaler, durationMs: 1 }),
    ...epochs.flatMap((epoch) => epochLines(at, epoch, { ...facts, durationMs: 1 })),
    ...closingLines(at, trained, { ...facts, last }),
    durationsLine(at, facts.settings.epochs, durations),
  ]
    .filter((line) => !line.includes('"model": '))
    .map(plain);
}

/** Without times, memory addresses and folders; numbers with the digits in which runs agree. */
const plain = (line: string) =>
  line
    .replace(/^\[[-\d:/ .]+( (INFO|WARNING) 1)?\] /, '')
    .replace(/"StartTime": [\d.]+, "EndTime": [\d.]+/, '…')
    .replace(/configuration( from \S+)?: \{.*'epochs': '(\d+)'.*/, 'configuration: … $2')
    .replace(/0x\w+/, '0x')
    .replace(/"\/tmp\/[^/]*/, '"/tmp')
    .replace(/("duration": |throughput=|\.time": |time": )(\{[^}]*"count": (\d+)[^}]*\}|[\d.]+)/g, '$1$3')
    .replace(/\d+\.\d{5,}/g, (digits) => Number(digits).toPrecision(5));

const seen = (
  [records, batches, resets, lastRecords, lastBatches]: readonly number[],
  [all, allBatches]: readonly number[],
) => {
  const counts = {
    'Total Records Seen': records,
    'Total Batches Seen': batches,
    'Max Records Seen Between Resets': all,
    'Max Batches Seen Between Resets': allBatches,
    'Reset Count': resets,
    'Number of Records Since Last Reset': lastRecords,
    'Number of Batches Since Last Reset': lastBatches,
  };
  const texts = Object.entries(counts).map(
    ([name, count]) => `"${name}": {"sum": ${count}.0, "count": 1, "min": ${count}, "max": ${count}}`,
  );
  return `"Metrics": {${texts.join(', ')}}}`;
};

const dimensions = '"Dimensions": {"Algorithm": "Linear Learner", "Host": "algo-1", "Operation": "training"';
const pass = (channel: string, epoch: number, examples: number, bytes: number) =>
  `[tensorio] [info] epoch_stats={"data_pipeline": "/opt/ml/input/data/${channel}", "epoch": ${epoch}, "duration": , "num_examples": ${examples}, "num_bytes": ${bytes}}`;
const saved = (epoch: number) => [
  `Saving model for epoch: ${epoch}`,
  'Saved checkpoint to "/tmp/mx-mod-0000.params"',
];
const unsynced = 'wait_for_all_workers will not sync workers since the kv store is not running distributed';
const lastMetrics = (epochs: number, updates: number) =>
  `#metrics {…, ${dimensions}}, "Metrics": {"initialize.time": 1, "epochs": {"sum": ${epochs}.0, "count": 1, "min": ${epochs}, "max": ${epochs}}, "update.time": ${updates}, "finalize.time": 1, "setuptime": 1, "totaltime": 1}}`;

test('the log of the ice cream run matches the service’s, line by line', () => {
  const run = golden('icecream_regressor_validation_2025.json');
  const log = logOf(run.hyperparameters, {
    train: rowsOf(run.train_features, run.train_labels),
    validation: rowsOf(run.validation_features, run.validation_labels),
  });
  const epoch = (
    index: number,
    [train, validation, criterion]: readonly [string, string, string],
    said: readonly string[],
    done: readonly string[],
  ) => [
    pass('train', 4 + 2 * index, 40, 19_200),
    `#quality_metric: host=algo-1, epoch=${index}, train mse_objective <loss>=${train}`,
    ...(index === 0 ? [pass('validation', 0, 1, 480)] : []),
    pass('validation', 2 + 3 * index, 10, 4800),
    `#quality_metric: host=algo-1, epoch=${index}, validation mse_objective <loss>=${validation}`,
    `#early_stopping_criteria_metric: host=algo-1, epoch=${index}, criteria=mse_objective, value=${criterion}`,
    ...said,
    ...saved(index),
    ...done,
    `#metrics {…, ${dimensions}, "epoch": ${index}, "Meta": "training_data_iter"}, ${seen([810 + 400 * index, 81 + 40 * index, 3 + index, 400, 40], [400, 40])}`,
    '#throughput_metric: host=algo-1, train throughput= records/second',
  ];
  const improved = (index: number) => `Epoch ${index}: Loss improved. Updating best model`;
  const progress = (percent: number) => `#progress_metric: host=algo-1, completed ${percent}.0 % of epochs`;
  const scores = [
    ['mse_objective', '639.24'],
    ['mse', '639.24'],
    ['absolute_loss', '19.059'],
    ['rmse', '25.283'],
    ['r2', '0.97762'],
    ['mae', '19.059'],
  ];
  expect(log).toEqual([
    'Docker entrypoint called with argument(s): train',
    'Running default environment configuration script',
    'Reading default configuration: … 15',
    'Merging with provided configuration: … 10',
    'Final configuration: … 10',
    'Loggers have already been setup.',
    'Final configuration: … 10',
    'Loggers have already been setup.',
    'Process 1 is a worker.',
    'Using default worker.',
    'Checkpoint loading and saving are disabled.',
    '[tensorio] [warning] TensorIO is already initialized; ignoring the initialization routine.',
    pass('train', 0, 1, 480),
    'Create Store: local',
    pass('train', 1, 40, 19_200),
    'Scaler algorithm parameters\n <algorithm.scaler.ScalerAlgorithmStable object at 0x>',
    "Scaling model computed with parameters:\n {'stdev_label': ",
    '[176.68]',
    "<NDArray 1 @cpu(0)>, 'stdev_weight': ",
    '[8.1812]',
    "<NDArray 1 @cpu(0)>, 'mean_label': ",
    '[519.36]',
    "<NDArray 1 @cpu(0)>, 'mean_weight': ",
    '[22.101]',
    '<NDArray 1 @cpu(0)>}',
    'Number of GPUs being used: 0',
    `#metrics {…, ${dimensions}, "Meta": "init_train_data_iter"}, ${seen([410, 41, 2, 0, 0], [400, 40])}`,
    ...epoch(0, ['0.81893', '19689', '745.97'], [improved(0)], [progress(10)]),
    ...epoch(1, ['0.54448', '12923', '639.24'], [improved(1)], [progress(20)]),
    ...epoch(2, ['0.35293', '8466.0', '758.10'], [], [progress(30)]),
    ...epoch(3, ['0.22663', '5530.8', '1224.1'], [], [progress(40)]),
    ...epoch(4, ['0.14522', '3638.7', '1379.7'], [], [progress(50)]),
    ...epoch(
      5,
      ['0.094109', '2449.1', '1371.7'],
      [],
      [
        'Early stop condition met. Stopping training.',
        '#progress_metric: host=algo-1, completed 100 % epochs',
      ],
    ),
    unsynced,
    unsynced,
    pass('validation', 20, 10, 4800),
    '#early_stopping_criteria_metric: host=algo-1, epoch=5, criteria=mse_objective, value=1371.7',
    pass('validation', 22, 10, 4800),
    ...scores.map(([name, value]) => `#validation_score (algo-1) : ('${name}', ${value})`),
    ...scores.map(([name, value]) => `#quality_metric: host=algo-1, validation ${name} <loss>=${value}`),
    'Best model found for hyperparameters: {"optimizer": "adam", "learning_rate": 0.1, "wd": 0.01, "l1": 0.0, "lr_scheduler_step": 100, "lr_scheduler_factor": 0.99, "lr_scheduler_minimum_lr": 0.0001}',
    'Saved checkpoint to "/tmp/mx-mod-0000.params"',
    'Test data is not provided.',
    lastMetrics(10, 6),
  ]);
});

test('the log of the insurance run, without validation rows, ends like the service’s', () => {
  const run = golden('insurance_absolute_2023.json');
  const log = logOf(run.hyperparameters, { train: rowsOf(run.train_features, run.train_labels) });
  // An array of two lines is one event.
  expect(log).toContainEqual(expect.stringMatching(/^\[ 0\.012226 .*\n  0\.0011654 .*\]$/));
  expect(log.slice(log.indexOf('Early stop condition met. Stopping training.'), -13)).toEqual([
    'Early stop condition met. Stopping training.',
    '#progress_metric: host=algo-1, completed 100 % epochs',
    `#metrics {…, ${dimensions}, "epoch": 17, "Meta": "training_data_iter"}, ${seen([20_430, 210, 20, 1070, 11], [1070, 11])}`,
    '#throughput_metric: host=algo-1, train throughput= records/second',
    unsynced,
    unsynced,
    pass('train', 40, 1, 7600),
    pass('train', 42, 11, 81_320),
    "#train_score (algo-1) : ('absolute_loss_objective', 0.30222)",
    "#train_score (algo-1) : ('mse', 0.29922)",
    "#train_score (algo-1) : ('absolute_loss', 0.30222)",
  ]);
  expect(log.at(-1)).toBe(lastMetrics(100, 18));
});
