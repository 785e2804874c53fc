import { expect, test } from 'vitest';
import type { TrainingJobDetails } from '../../aws/trainingJobs.ts';
import type { TrainingProgress } from '../progress.ts';
import { runOutcomeSchema } from './outcome.ts';
import { outcomeOf } from './outcomeOf.ts';

const details: TrainingJobDetails = {
  trainingJobName: 'job-1',
  arn: 'arn',
  status: 'Failed',
  secondaryStatus: 'Failed',
  statusMessage: '',
  failureReason: 'ClientError: no rows',
  createdAt: Date.UTC(2026, 0, 1),
  startedAt: Date.UTC(2026, 0, 1, 0, 1),
  endedAt: Date.UTC(2026, 0, 1, 0, 3),
  transitions: [],
  imageUri: 'linear-learner:1',
  roleArn: 'role',
  hyperparameters: { predictor_type: 'regressor', num_models: '40' },
  channels: [],
  outputS3Uri: 's3://bucket/output',
  modelS3Uri: undefined,
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  maxRuntimeSeconds: 86_400,
  billableSeconds: 100,
  finalMetrics: {},
};
const progress = (losses: readonly (readonly number[])[]): TrainingProgress => ({
  losses,
  lossOf: 'validation',
  events: [],
  best: undefined,
  stoppedEarly: false,
});

test('outcome of a job that runs is unknown', () => {
  for (const status of ['InProgress', 'Stopping'] as const)
    expect(outcomeOf({ ...details, status }, progress([]))).toBeUndefined();
});

test('outcome of a job without a log has its times and its reason', () => {
  expect(outcomeOf(details, progress([]))).toEqual({
    version: 1,
    status: 'Failed',
    failureReason: 'ClientError: no rows',
    createdAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:03:00.000Z',
    trainingSeconds: 120,
    billableSeconds: 100,
    epochs: 0,
  });
});

test('outcome keeps at most 300 epochs of 32 models, the first and the last epoch among them', () => {
  const losses = Array.from({ length: 40 }, (_, model) =>
    Array.from({ length: 1000 }, (_epoch, epoch) => model + 1 / (epoch + 1)),
  );
  const outcome = outcomeOf({ ...details, status: 'Completed' }, progress(losses));
  expect(outcome?.epochs).toBe(1000);
  const { epochs = [], models = [] } = outcome?.curves ?? {};
  expect(models.length).toBe(32);
  expect(epochs.length).toBeLessThanOrEqual(300);
  expect([epochs[0], epochs.at(-1)]).toEqual([1, 1000]);
  for (const { model, losses: kept } of models)
    expect(kept).toEqual(epochs.map((epoch) => losses[model]?.[epoch - 1]));
});

test('a loss that is no number survives the file', () => {
  const outcome = outcomeOf(details, progress([[1, Number.NaN]]));
  const read = runOutcomeSchema.parse(JSON.parse(JSON.stringify(outcome)));
  expect(read).toEqual(outcome);
});
