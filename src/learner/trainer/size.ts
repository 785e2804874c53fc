import { classCountOf } from '../hyperparameters/settings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { trainingTooLarge } from './errors.ts';

const mostBytes = 2 ** 32;
/** A weight, its gradient and the optimizer's two memories in float64, and the float32 weight that scores. */
const bytesOfWeight = 4 * 8 + 4;
/** Settings, losses and log lines: 3.2 kB were measured of a model that has training rows alone. */
const bytesOfModel = 8192;

/** Throws `training-too-large` before anything is made for each model, where the models alone would need more than 4 GiB. */
export function checkSize(settings: LinearLearnerSettings, featureCount: number): void {
  const modelCount = settings.numModels;
  const classCount = classCountOf(settings);
  const needed = modelCount * (classCount * (featureCount + 1) * bytesOfWeight + bytesOfModel);
  if (needed > mostBytes) throw trainingTooLarge({ featureCount, modelCount, classCount });
}
