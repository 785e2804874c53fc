import { readFile } from 'node:fs/promises';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import { readTrainingCsv } from '../../learner/formats/csv.ts';
import { readRecordIO } from '../../learner/formats/recordio.ts';
import type { LabeledRows } from '../../learner/matrix.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { fileFailure } from '../../files/errors.ts';
import { asWritten } from './heldOutRows.ts';
import { evaluateBinary, evaluateMulticlass } from './evaluateClassifiers.ts';
import { evaluateRegressor } from './evaluateRegressor.ts';

interface EvaluateRequest {
  readonly modelPath: string;
  readonly trainPath: string;
  readonly testPath: string;
  readonly format: 'recordio' | 'csv';
  readonly preparation: Preparation;
  /** k of the top-k accuracy. */
  readonly topK: number;
}

/** Evaluates an artifact on the held-out rows and compares it with a baseline that uses no features. */
export async function evaluate({
  modelPath,
  trainPath,
  testPath,
  format,
  preparation,
  topK,
}: EvaluateRequest): Promise<Evaluation> {
  const model = await readArtifact(await bytesOf(modelPath));
  const train = await readChannel(trainPath, format);
  const test = await readChannel(testPath, format);
  switch (model.predictorType) {
    case 'regressor':
      return evaluateRegressor(model, preparation, { train, test });
    case 'binary_classifier':
      return evaluateBinary(model, preparation, { train, test });
    case 'multiclass_classifier':
      return evaluateMulticlass(model, preparation, { train, test, topK });
  }
}

interface SampledRows {
  /** Rows of the whole channel. */
  readonly rowCount: number;
  readonly rows: readonly { readonly features: readonly number[]; readonly actual: number }[];
}

/** At most `limit` rows of a channel as the learner got them, spread evenly over the file. */
export async function sampleRows({
  path,
  format,
  limit,
}: {
  readonly path: string;
  readonly format: 'recordio' | 'csv';
  readonly limit: number;
}): Promise<SampledRows> {
  const { features, labels } = await readChannel(path, format);
  const { rowCount, columnCount, values } = features;
  const step = Math.max(1, rowCount / limit);
  const rows = Array.from({ length: Math.min(rowCount, limit) }, (_, index) => {
    const row = Math.floor(index * step);
    return {
      features: Array.from(values.subarray(row * columnCount, (row + 1) * columnCount), asWritten),
      actual: asWritten(labels[row] ?? Number.NaN),
    };
  });
  return { rowCount, rows };
}

async function readChannel(path: string, format: 'recordio' | 'csv'): Promise<LabeledRows> {
  const bytes = await bytesOf(path);
  if (format === 'csv') return readTrainingCsv(bytes);
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
