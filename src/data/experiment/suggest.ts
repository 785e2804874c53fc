import { numericHyperparameter } from '../../learner/hyperparameters/parse.ts';
import type { ColumnFacts, TableFileFacts } from '../shapes/profile.ts';
import { guessPredictorType } from './guessPredictorType.ts';
import type { Experiment } from '../shapes/experiment.ts';
import { writtenOptions } from '../shapes/read.ts';
import type { Reading } from '../shapes/reading.ts';
import type { TableEdits } from '../shapes/tableEdits.ts';
import { suggestFeatures } from './suggestFeatures.ts';
import { withTableEdits } from './withTableEdits.ts';

const sageMakersBatch = numericHyperparameter({}, 'mini_batch_size', 'regressor');
const fewestBatches = 4;
/** Largest fraction of rows that may be left over from full batches before another size is chosen. */
const smallShare = 0.01;

/**
 * A mini_batch_size for a number of training rows. SageMaker's default of 1000 trains nothing on a small table: a quarter of the
 * rows is used then, which leaves at most three rows out. Where 1000 would leave out more than 1 %, the same number of batches
 * shares the rows evenly.
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
  readonly reading: Pick<Reading, 'options'>;
  /** Columns that give this target away. */
  readonly leaks?: ReadonlySet<string>;
}

/**
 * A complete experiment for a table: every usable column is a feature and a third of the rows is held out. `edits` are what the user
 * changed of it.
 */
export function suggestExperiment(profile: KnownTable, target: string, edits: TableEdits = {}): Experiment {
  const column = profile.columns.find(({ name }) => name === target);
  const columns = Object.fromEntries(
    Object.entries(edits.columns ?? {}).filter(([given]) =>
      profile.columns.some(({ name }) => name === given),
    ),
  );
  const predictorType = column === undefined ? 'regressor' : guessPredictorType(column);
  const experiment: Experiment = {
    version: 1,
    dataset: profile.file.name,
    read: writtenOptions(profile.reading.options),
    ...(Object.keys(columns).length === 0 ? {} : { columns }),
    target,
    predictorType,
    features: suggestFeatures(profile.columns, target, profile.leaks),
    split: {
      test: 0.33,
      validation: 0,
      seed: 0,
      shuffle: true,
      ...(predictorType === 'regressor' ? {} : { method: 'stratified' as const }),
    },
    format: 'recordio',
    hyperparameters: {},
    training: { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 },
    output: { prefix: 'linear-learner' },
    endpoint: { instanceType: 'ml.m5.large', instanceCount: 1 },
  };
  return withTableEdits(experiment, edits);
}
