import type { PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { ColumnProfile, Profile } from '../profile/types.ts';
import { isNumeric } from '../table/cells.ts';
import type { Experiment } from './schema.ts';

/** SageMaker's default of 1000 trains nothing on a small table: a quarter of the training rows, at most 1000. */
export const defaultMiniBatchSize = (trainRowCount: number) =>
  Math.min(1000, Math.max(1, Math.floor(trainRowCount / 4)));

/** Whole numbers with more values than this are quantities, not names of classes. */
const mostNumberedClasses = 10;
/** Words with more values than this name rows, not classes. */
export const mostNamedClasses = 100;
const leastRowsOfClass = 5;

/** The problem that a target poses, by its type and its distinct values; the user has the last word. */
export function guessPredictorType({
  type,
  distinctCount,
  nonNullCount,
}: Pick<ColumnProfile, 'type' | 'distinctCount' | 'nonNullCount'>): PredictorType {
  if (distinctCount === 2) return 'binary_classifier';
  if (!isNumeric(type)) return 'multiclass_classifier';
  const isFew = distinctCount >= 3 && distinctCount <= mostNumberedClasses;
  return type === 'integer' && isFew && nonNullCount >= distinctCount * leastRowsOfClass
    ? 'multiclass_classifier'
    : 'regressor';
}

/** A filled-in experiment for a table: every usable column is a feature, a third of the rows is held out. */
export function suggestExperiment(profile: Pick<Profile, 'file' | 'columns'>, target: string): Experiment {
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
