import { newJobName } from '../../aws/names.ts';
import type { RegressionEvaluation } from '../../learner/metrics/evaluation.ts';
import type { RunRecord } from '../runRecords.ts';
import type { RunOutcome } from './outcome.ts';

const features = ['age', 'income', 'rooms', 'distance', 'year'];

/** When the run of this number was made: one a minute. */
const timeOf = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * 60_000);

/** A run as it is recorded; ten experiments take turns. */
export function drawnRecord(number: number, change: Partial<RunRecord> = {}): RunRecord {
  const trainingJobName = newJobName(timeOf(number));
  const experiment = number % 10;
  return {
    version: 1,
    trainingJobName,
    title: `houses-${experiment}`,
    datasetSha256: 'ab'.repeat(32),
    rowCounts: { train: 800, validation: 0, test: 200 },
    prepareMs: 40,
    uploadMs: 20,
    uploadedBytes: 38_400,
    experiment: {
      version: 1,
      dataset: 'houses.csv',
      target: 'price',
      predictorType: 'regressor',
      features: features.map((column) => ({ column })),
      split: { test: 0.2, validation: 0, seed: number % 3, shuffle: true },
      format: 'recordio',
      hyperparameters: { epochs: 15 + (number % 5), wd: 0.01 * (number % 4) },
      training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
      output: { prefix: 'linear-learner' },
      endpoint: { instanceType: 'ml.t2.medium', instanceCount: 1 },
    },
    experimentPath: `/home/me/houses-${experiment}.linear.json`,
    preparation: {
      version: 3,
      target: 'price',
      trainMean: 200_000,
      testRowNumbers: Array.from({ length: 200 }, (_, index) => 5 * index + 1),
      features: features.map((column) => ({
        encode: 'number',
        planned: { column },
        fitted: { indicator: false, missingShare: 0, min: 0, max: 100, mean: 50 },
      })),
    },
    trainPath: '/storage/train',
    testPath: '/storage/test',
    modelS3Uri: `s3://bucket/linear-learner/output/${trainingJobName}/output/model.tar.gz`,
    ...change,
  };
}

/** An evaluation on `rowCount` held-out rows. */
export function drawnEvaluation(number: number, rowCount = 200): RegressionEvaluation {
  const mse = 100 + (number % 50);
  const metrics = {
    rowCount,
    mse,
    rmse: Math.sqrt(mse),
    mae: 8,
    r2: 1 - mse / 1000,
    maxAbsoluteError: 40,
    bias: 0.1,
  };
  const baseline = { ...metrics, mse: 1000, rmse: Math.sqrt(1000), r2: 0 };
  return {
    predictorType: 'regressor',
    target: 'price',
    featureNames: features,
    coefficients: { bias: 1, weights: features.map((_, index) => index / 7) },
    metrics,
    intervals: { r2: { low: 1 - mse / 800, high: 1 - mse / 1200 } },
    baseline,
    reference: {
      metrics: { ...metrics, mse: 99, r2: 0.901 },
      rows: { used: 800, of: 800 },
      columns: { used: 5, of: 5 },
      isConverged: true,
      model: 'level',
    },
    trainMetrics: metrics,
    trainMean: 200_000,
    pairs: Array.from({ length: rowCount }, (_, index) => ({
      row: 5 * index + 1,
      features: features.map((_name, column) => ((index * (column + 3)) % 101) / 7),
      actual: 200_000 + index * 31.25,
      predicted: 199_000 + index * 31.5,
    })),
  };
}

export function drawnOutcome(number: number, change: Partial<RunOutcome> = {}): RunOutcome {
  const made = timeOf(number).getTime();
  const epochs = Array.from({ length: 15 }, (_, index) => index + 1);
  return {
    version: 1,
    status: 'Completed',
    createdAt: new Date(made).toISOString(),
    endedAt: new Date(made + 130_000).toISOString(),
    trainingSeconds: 70,
    billableSeconds: 90,
    epochs: 15,
    curves: {
      lossOf: 'train',
      epochs,
      models: Array.from({ length: 32 }, (_, model) => ({
        model,
        losses: epochs.map((epoch) => (model + 2) / epoch),
      })),
      winner: 3,
    },
    ...change,
  };
}
