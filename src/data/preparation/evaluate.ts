import { readFile } from 'node:fs/promises';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import { artifactCorrupt } from '../../learner/artifact/errors.ts';
import type { Evaluation } from '../../learner/evaluation.ts';
import { readTrainingCsv } from '../../learner/formats/csv.ts';
import { readRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import { regressionMetrics } from '../../learner/metrics/regression.ts';
import { predict } from '../../learner/model.ts';
import type { EngineCalls } from '../engine/engine.ts';
import { fileFailure } from '../../files/errors.ts';

/** Judges an artifact on the rows it never saw, beside always predicting the training mean. */
export async function evaluate({
  modelPath,
  trainPath,
  testPath,
  format,
  preparation,
}: EngineCalls['evaluate']['request']): Promise<Evaluation> {
  const model = await readArtifact(await bytesOf(modelPath));
  if (model.predictorType !== 'regressor')
    throw artifactCorrupt(`it holds a ${model.predictorType}, not a regressor`);
  const train = await readChannel(trainPath, format);
  const test = await readChannel(testPath, format);
  const { scores: predicted } = predict(model, test.features);
  const width = test.features.columnCount;
  return {
    target: preparation.target,
    featureNames: preparation.features.map(({ column }) => column),
    coefficients: { bias: model.bias, weights: [...model.weights] },
    metrics: regressionMetrics(test.labels, predicted),
    baseline: regressionMetrics(
      test.labels,
      new Float64Array(test.labels.length).fill(preparation.trainMean),
    ),
    trainMetrics: regressionMetrics(train.labels, predict(model, train.features).scores),
    trainMean: preparation.trainMean,
    pairs: Array.from(test.labels, (actual, index) => ({
      row: preparation.testRowNumbers[index] ?? index + 1,
      features: [...test.features.values.subarray(index * width, (index + 1) * width)],
      actual,
      predicted: predicted[index] ?? Number.NaN,
    })),
  };
}

export async function sampleRows({
  path,
  format,
  limit,
}: EngineCalls['sampleRows']['request']): Promise<EngineCalls['sampleRows']['answer']> {
  const { features, labels } = await readChannel(path, format);
  const { rowCount, columnCount, values } = features;
  const step = Math.max(1, rowCount / limit);
  const rows = Array.from({ length: Math.min(rowCount, limit) }, (_, index) => {
    const row = Math.floor(index * step);
    return {
      features: [...values.subarray(row * columnCount, (row + 1) * columnCount)],
      actual: labels[row] ?? Number.NaN,
    };
  });
  return { rowCount, rows };
}

async function readChannel(path: string, format: 'recordio' | 'csv'): Promise<LabeledRows> {
  const bytes = await bytesOf(path);
  if (format === 'csv') return readTrainingCsv(bytes.toString('utf8'));
  const { features, labels = new Float32Array(features.rowCount) } = readRecordIO(bytes);
  return { features, labels };
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileFailure(path, error);
  }
}
