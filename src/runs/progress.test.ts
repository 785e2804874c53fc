import { expect, test } from 'vitest';
import type { TrainingJobDetails } from '../aws/trainingJobs.ts';
import { bestLoss, openProgress, phasesOf, stillFalling } from './progress.ts';

const lossLine = (epoch: number, model: number, loss: number) =>
  `#metrics {"StartTime": 1, "EndTime": 2, "Dimensions": {"Algorithm": "Linear Learner", "Host": "algo-1", "Operation": "training", "epoch": ${epoch}, "model": ${model}}, "Metrics": {"train_mse_objective": {"sum": ${loss}, "count": 1, "min": ${loss}, "max": ${loss}}}}`;
const read = (...messages: string[]) =>
  openProgress().read(messages.map((message, index) => ({ message, timestamp: index })));

test('progress reads losses by model and epoch between other lines', () => {
  const { losses, lossOf } = read(lossLine(0, 0, 1), 'noise', lossLine(0, 1, 0.5), lossLine(1, 1, 0.25));
  expect(losses).toEqual([[1], [0.5, 0.25]]);
  expect(lossOf).toBe('train');
  expect(bestLoss(losses)).toEqual({ model: 1, loss: 0.25, epoch: 1 });
});

test('progress accumulates over reads', () => {
  const reader = openProgress();
  reader.read([{ message: lossLine(0, 0, 1), timestamp: 0 }]);
  const { losses } = reader.read([{ message: lossLine(1, 0, 0.9), timestamp: 1 }]);
  expect(losses).toEqual([[1, 0.9]]);
});

test.each([
  ['falling', [1, 0.5, 0.4], false, true],
  ['flat within the tolerance of early stopping', [1, 0.5, 0.4999], false, false],
  ['rising', [1, 0.5, 0.6], false, false],
  ['falling, but stopped early', [1, 0.5, 0.4], true, false],
  ['one epoch', [1], false, false],
])('loss still falling: %s', (_, curve, stoppedEarly, expected) => {
  const progress = { losses: [curve], stoppedEarly, lossOf: 'train', events: [], best: undefined } as const;
  expect(stillFalling(progress)).toBe(expected);
});

test('epoch that the log evaluates twice is one event', () => {
  const { events } = read(
    'Epoch 13: Loss improved. Updating best model',
    'Epoch 14: Loss improved. Updating best model',
    '#progress_metric: host=algo-1, completed 100 % of epochs',
    '#early_stopping_criteria_metric: host=algo-1, epoch=14, criteria=sampled_accuracy, value=0.994956068988',
    'Epoch 14: Loss improved. Updating best model',
  );
  expect(events.map((event) => 'epoch' in event && event.epoch)).toEqual([13, 14]);
});

test('epochs that the log only gives a criterion of are epochs without improvement', () => {
  const criterion = (epoch: number) =>
    `#early_stopping_criteria_metric: host=algo-1, epoch=${epoch}, criteria=mse_objective, value=1.5`;
  const progress = '#progress_metric: host=algo-1, completed 10 % of epochs';
  const { events } = read(
    criterion(0),
    'Epoch 0: Loss improved. Updating best model',
    progress,
    criterion(1),
    progress,
    criterion(2),
    'Epoch 2: Loss has not improved for 0 epochs.',
    progress,
    criterion(3),
    'Early stop condition met. Stopping training.',
    '#progress_metric: host=algo-1, completed 100 % epochs',
    criterion(4),
    "#validation_score (algo-1) : ('mse', 1.5)",
  );
  expect(events.map((event) => [event.kind, 'epoch' in event && event.epoch])).toEqual([
    ['improved', 0],
    ['no-gain', 1],
    ['no-gain', 2],
    ['no-gain', 3],
    ['early-stop', false],
  ]);
});

test('progress without losses has no best model and no falling loss', () => {
  expect(bestLoss([])).toBeUndefined();
  expect(stillFalling(read())).toBe(false);
});

const job = (status: string, ...transitions: [string, number, number?][]) =>
  // SAFETY: phasesOf reads the status and the transitions alone.
  ({
    status,
    transitions: transitions.map(([name, startedAt, endedAt]) => ({
      status: name,
      message: '',
      startedAt,
      endedAt,
    })),
  }) as unknown as TrainingJobDetails;

test('phases follow the status transitions; the running one has no duration', () => {
  const phases = phasesOf(job('InProgress', ['Starting', 0, 10], ['Downloading', 10, 30], ['Training', 30]));
  expect(phases.map(({ state, durationMs }) => [state, durationMs])).toEqual([
    ['done', 30],
    ['now', undefined],
    ['todo', undefined],
  ]);
});

test('failed job failed in the last phase that began', () => {
  const phases = phasesOf(job('Failed', ['Starting', 0, 10], ['Training', 10, 20], ['Failed', 20, 20]));
  expect(phases.map(({ state }) => state)).toEqual(['done', 'failed', 'todo']);
});
