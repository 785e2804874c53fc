import { classCountOf } from '../hyperparameters/settings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { trainingTooLarge } from './errors.ts';

const mostBytes = 2 ** 32;
/** A weight, its gradient, the optimizer's two memories and two copies of the best in float64, and the float32 weight that scores. */
const bytesOfWeight = 6 * 8 + 4;
/** Settings, losses and log lines: 3.2 kB were measured of a model that has training rows alone. */
const bytesOfModel = 8192;
/** A weight of the finished model, once by class and once joined, in float32. */
const bytesOfFinishedWeight = 2 * 4;
/** What the final scores count and compute of a class: 0.4 kB were measured. */
const bytesOfFinishedClass = 512;

/** Throws `training-too-large` before anything is made for each model, where all models, and the scores of the best, need more than 4 GiB. */
export function checkSize(settings: LinearLearnerSettings, featureCount: number): void {
  const modelCount = settings.numModels;
  const classCount = classCountOf(settings);
  const weightCount = classCount * (featureCount + 1);
  const training = modelCount * (weightCount * bytesOfWeight + bytesOfModel);
  const scoring = weightCount * bytesOfFinishedWeight + classCount * bytesOfFinishedClass;
  if (training + scoring > mostBytes) throw trainingTooLarge({ featureCount, modelCount, classCount });
}
