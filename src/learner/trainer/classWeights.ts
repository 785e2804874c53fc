import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { sampleRowCount } from './scaler.ts';

/** Weight of a class that the sample does not contain (from Amazon's linear_learner_multiclass_classification example). */
const absentClassWeight = 1_000_000;

/**
 * Weight of each class in the loss, `[class]`; undefined if all are 1. Frequencies are counted in the scaler's sample: `labels` are
 * those of all rows, or of the sample alone. Weights of several classes are inverse frequencies whose sum is 1, which fits the losses
 * of a published run; that of an absent class is not part of the sum.
 */
export function classWeightsOf(
  settings: LinearLearnerSettings,
  labels: Float32Array,
): Float64Array | undefined {
  switch (settings.predictorType) {
    case 'regressor':
      return undefined;
    case 'binary_classifier': {
      const { positiveExampleWeightMult: weight } = settings;
      if (weight === 1) return undefined;
      if (weight !== 'balanced') return Float64Array.of(1, weight);
      const [negative = 0, positive = 0] = classCounts(settings, labels, 2);
      return Float64Array.of(1, positive === 0 ? 1 : negative / positive);
    }
    case 'multiclass_classifier': {
      if (!settings.balanceMulticlassWeights) return undefined;
      const counts = classCounts(settings, labels, settings.numClasses);
      const rowCount = counts.reduce((sum, count) => sum + count, 0);
      const ofPresent = counts.reduce((sum, count) => sum + (count === 0 ? 0 : rowCount / count), 0);
      return counts.map((count) => (count === 0 ? absentClassWeight : rowCount / count) / ofPresent);
    }
  }
}

function classCounts(
  settings: LinearLearnerSettings,
  labels: Float32Array,
  classCount: number,
): Float64Array {
  const counts = new Float64Array(classCount);
  const sample = labels.subarray(0, sampleRowCount(labels.length, settings));
  for (const label of sample) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
