import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { experimentSchema } from '../shapes/experiment.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { TableEdits } from '../shapes/tableEdits.ts';

/** The experiment with what was changed of how its table is used; how it is read is left as it is. */
export function withTableEdits(experiment: Experiment, edits: TableEdits): Experiment {
  const { rows = [], leftOut = [], numbers = {}, targetTransform, split, balanced } = edits;
  const { features, predictorType, hyperparameters } = experiment;
  const used = features?.filter((feature) => !columnsOf(feature).some((name) => leftOut.includes(name)));
  return inOrder({
    ...experiment,
    ...(rows.length === 0 ? {} : { rows }),
    ...(targetTransform === undefined || predictorType !== 'regressor' ? {} : { targetTransform }),
    ...(used === undefined ? {} : { features: used.map((feature) => withNumber(feature, numbers)) }),
    split: withShares(experiment.split, split),
    ...(balanced === true ? { hyperparameters: { ...hyperparameters, ...balancing(predictorType) } } : {}),
  });
}

/** The keys in the order that the file has them. */
function inOrder(experiment: Experiment): Experiment {
  const entries = new Map(Object.entries(experiment));
  const keys = Object.keys(experimentSchema.def.shape).filter((key) => entries.has(key));
  // SAFETY: the same keys with the same values.
  return Object.fromEntries(keys.map((key) => [key, entries.get(key)])) as Experiment;
}

function withShares(split: Experiment['split'], { test, validation }: NonNullable<TableEdits['split']> = {}) {
  return { ...split, test: test ?? split.test, validation: validation ?? split.validation };
}

/** Keys of numbers go to features that are numbers, not to categories or dates. */
function withNumber(feature: Feature, numbers: NonNullable<TableEdits['numbers']>): Feature {
  if (!('column' in feature) || ('encode' in feature && feature.encode !== 'number')) return feature;
  const keys = numbers[feature.column];
  return keys === undefined ? feature : { ...feature, ...keys };
}

function balancing(predictorType: Experiment['predictorType']): Experiment['hyperparameters'] {
  switch (predictorType) {
    case 'binary_classifier':
      return { positive_example_weight_mult: 'balanced' };
    case 'multiclass_classifier':
      return { balance_multiclass_weights: true };
    case 'regressor':
      return {};
  }
}
