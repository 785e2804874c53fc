import type { PredictorType } from '../../learner/hyperparameters/spec.ts';

/** The problems in the order the form offers them. */
export const predictorTypes = [
  'regressor',
  'binary_classifier',
  'multiclass_classifier',
] as const satisfies readonly PredictorType[];
