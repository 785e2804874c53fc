import { expect, test } from 'vitest';
import { closingLines, epochLines } from './format.ts';
import { parseLogLine } from './parse.ts';

const at = new Date('2026-11-24T08:00:00Z');
const parsed = (lines: readonly string[]) => lines.map(parseLogLine).filter((event) => event !== undefined);

test('an epoch reads back as it was written', () => {
  const event = {
    kind: 'epoch',
    epoch: 2,
    trainLosses: [0.5, 1e-7],
    criterion: 1e-7,
    bestModel: 1,
    decision: { kind: 'improved' },
  } as const;
  const lines = epochLines(at, event, { loss: 'squared_loss', epochs: 15, rowCount: 20, durationMs: 3 });
  expect(parsed(lines)).toEqual([
    { kind: 'model-loss', split: 'train', epoch: 2, model: 0, loss: 0.5 },
    { kind: 'model-loss', split: 'train', epoch: 2, model: 1, loss: 1e-7 },
    { kind: 'criterion', epoch: 2, name: 'mse_objective', value: 1e-7 },
    { kind: 'improved', epoch: 2 },
    { kind: 'progress', percent: 20 },
  ]);
});

test('the settings that won read back', () => {
  const score = { rowCount: 4, mse: 4, rmse: 2, mae: 1.5, r2: 0.5, maxAbsoluteError: 3, bias: 0 };
  const lines = closingLines(at, 'squared_loss', {
    model: { predictorType: 'regressor', weights: Float32Array.of(1), bias: 0 },
    modelIndex: 4,
    epoch: 14,
    settings: { learningRate: 0.1, wd: 1e-4, lrSchedulerStep: 10, lrSchedulerMinimumLr: 1e-5 },
    scores: { train: score },
  });
  expect(lines.find((line) => line.includes('Best model'))).toContain('"lr_scheduler_minimum_lr": 1e-05');
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

test.each([
  [
    '[03/25/2021 16:34:16 INFO 1] #progress_metric: host=algo-1, completed 100 % epochs',
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
