import { readFile, stat } from 'node:fs/promises';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import { hasPlainLoss } from '../../learner/hyperparameters/plainLoss.ts';
import { numericHyperparameter } from '../../learner/hyperparameters/parse.ts';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import type { Preparation } from '../shapes/preparation.ts';
import type { Work } from '../shapes/work.ts';
import { fileFailure } from '../../files/errors.ts';
import { openChannel } from './channelRows.ts';
import { asWritten } from './heldOutRows.ts';
import { evaluateBinary, evaluateMulticlass } from './evaluateClassifiers.ts';
import { evaluateRegressor } from './evaluateRegressor.ts';
import { fitReference } from './reference/fitReference.ts';
import type { FitReference } from './reference/fitReference.ts';

interface EvaluateRequest {
  readonly modelPath: string;
  readonly trainPath: string;
  readonly testPath: string;
  readonly format: 'recordio' | 'csv';
  readonly preparation: Preparation;
  /** Of the experiment, as strings. */
  readonly hyperparameters: Readonly<Record<string, string>>;
}

/**
 * Evaluates an artifact on the held-out rows and compares it with a baseline that uses no features, and with a converged fit to the same
 * training rows, by `fit`.
 */
export async function evaluate(
  { modelPath, trainPath, testPath, format, preparation, hyperparameters }: EvaluateRequest,
  { signal, onProgress }: Work = {},
  fit: FitReference = fitReference,
): Promise<Evaluation> {
  const model = await readArtifact(await bytesOf(modelPath));
  // The training rows are read for their metrics, and again for the reference.
  const total = 2 * (await sizeOf(trainPath)) + (await sizeOf(testPath));
  let done = 0;
  const onBytes = (count: number) => {
    done += count;
    onProgress?.({ phase: 'evaluating', done, total, unit: 'bytes' });
  };
  const channels = {
    train: openChannel(trainPath, format, { signal, onBytes }),
    test: openChannel(testPath, format, { signal, onBytes }),
    fit,
    hasPlainLoss: hasPlainLoss(model.predictorType, hyperparameters),
    signal,
  };
  switch (model.predictorType) {
    case 'regressor':
      return evaluateRegressor(model, preparation, channels);
    case 'binary_classifier':
      return evaluateBinary(model, preparation, channels);
    case 'multiclass_classifier': {
      const topK = numericHyperparameter(hyperparameters, 'accuracy_top_k', model.predictorType);
      return evaluateMulticlass(model, preparation, { ...channels, topK });
    }
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
  const channel = openChannel(path, format);
  let rowCount = 0;
  for await (const { features } of channel()) rowCount += features.rowCount;
  const step = Math.max(1, rowCount / limit);
  const rows: { features: readonly number[]; actual: number }[] = [];
  let before = 0;
  for await (const { features, labels } of channel()) {
    const { columnCount, values } = features;
    for (;;) {
      const row = Math.floor(rows.length * step) - before;
      if (rows.length === limit || row >= features.rowCount) break;
      rows.push({
        features: Array.from(values.subarray(row * columnCount, (row + 1) * columnCount), asWritten),
        actual: asWritten(labels[row] ?? Number.NaN),
      });
    }
    before += features.rowCount;
  }
  return { rowCount, rows };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    throw fileFailure(path, error);
  }
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileFailure(path, error);
  }
}
