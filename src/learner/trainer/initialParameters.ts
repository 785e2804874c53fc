import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { initialWeights } from './initialWeights.ts';
import type { Parameters } from './parameters.ts';

export function initialParameters(
  settings: LinearLearnerSettings,
  featureCount: number,
  modelCount: number,
  lanesPerModel: number,
): Parameters {
  const laneCount = modelCount * lanesPerModel;
  return {
    featureCount,
    laneCount,
    weights: initialWeights({ featureCount, modelCount, lanesPerModel }, settings.init),
    biases: new Float64Array(laneCount).fill(settings.useBias ? settings.initBias : 0),
  };
}
