import type { ColumnFacts, TableFileFacts } from '../profile/types.ts';
import { isNumeric } from '../table/cells.ts';
import { guessPredictorType } from './guessPredictorType.ts';
import type { Experiment } from './schema.ts';

/** SageMaker's default of 1000 trains nothing on a small table: a quarter of the training rows, at most 1000. */
export const defaultMiniBatchSize = (trainRowCount: number) =>
  Math.min(1000, Math.max(1, Math.floor(trainRowCount / 4)));

interface KnownTable {
  readonly file: Pick<TableFileFacts, 'name'>;
  readonly columns: readonly ColumnFacts[];
}

/** A filled-in experiment for a table: every usable column is a feature, a third of the rows is held out. */
export function suggestExperiment(profile: KnownTable, target: string): Experiment {
  const column = profile.columns.find(({ name }) => name === target);
  const features = profile.columns.filter(
    ({ name, type, missingCount, distinctCount }) =>
      name !== target && isNumeric(type) && missingCount === 0 && distinctCount > 1,
  );
  return {
    version: 1,
    dataset: profile.file.name,
    target,
    predictorType: column === undefined ? 'regressor' : guessPredictorType(column),
    features: features.map(({ name }) => ({ column: name })),
    split: { test: 0.33, validation: 0, seed: 0, shuffle: true },
    format: 'recordio',
    hyperparameters: {},
    training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
    output: { prefix: 'linear-learner' },
    endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
  };
}
