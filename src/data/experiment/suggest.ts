import type { ColumnFacts, TableFileFacts } from '../shapes/profile.ts';
import { guessPredictorType } from './guessPredictorType.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { whyUnusable } from './usable.ts';

const sageMakersBatch = 1000;
const fewestBatches = 4;
/** So much of the rows may fill no batch before another size is looked for. */
const smallShare = 0.01;

/**
 * SageMaker's default of 1000 trains nothing on a small table: a quarter of the training rows is taken then, so that at most
 * three rows fill no batch. Where 1000 would leave out more than a hundredth, as many batches share the rows evenly.
 */
export function defaultMiniBatchSize(trainRowCount: number): number {
  if (trainRowCount < fewestBatches * sageMakersBatch)
    return Math.max(1, Math.floor(trainRowCount / fewestBatches));
  return trainRowCount % sageMakersBatch <= trainRowCount * smallShare
    ? sageMakersBatch
    : Math.floor(trainRowCount / Math.ceil(trainRowCount / sageMakersBatch));
}

interface KnownTable {
  readonly file: Pick<TableFileFacts, 'name'>;
  readonly columns: readonly ColumnFacts[];
}

/** A filled-in experiment for a table: every usable column is a feature, a third of the rows is held out. */
export function suggestExperiment(profile: KnownTable, target: string): Experiment {
  const column = profile.columns.find(({ name }) => name === target);
  const features = profile.columns.filter(
    (facts) => facts.name !== target && whyUnusable(facts) === undefined,
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
