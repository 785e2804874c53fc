import { classCountOf } from '../hyperparameters/settings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { trainingTooLarge } from './errors.ts';

const mostBytes = 2 ** 32;
/** A weight, its gradient, two moments of the optimizer and two copies of the best weight in float64, and a float32 weight for scoring. */
const bytesOfWeight = 6 * 8 + 4;
/** Settings, losses and log lines; 3.2 kB measured for a model with training rows only. */
const bytesOfModel = 8192;
/** A float32 weight of the finished model, by class and concatenated. */
const bytesOfFinishedWeight = 2 * 4;
/** Counts and metrics of a class in the final scores; 0.4 kB measured. */
const bytesOfFinishedClass = 512;

/** Throws `training-too-large`, before anything is allocated per model, if all models and the scores of the best need more than 4 GiB. */
export function checkSize(settings: LinearLearnerSettings, featureCount: number): void {
  const modelCount = settings.numModels;
  const classCount = classCountOf(settings);
  const weightCount = classCount * (featureCount + 1);
  const training = modelCount * (weightCount * bytesOfWeight + bytesOfModel);
  const scoring = weightCount * bytesOfFinishedWeight + classCount * bytesOfFinishedClass;
  if (training + scoring > mostBytes) throw trainingTooLarge({ featureCount, modelCount, classCount });
}
