import type { RegressorHyperparameters } from '../hyperparameters/parse.ts';

/** What tells one of the models trained side by side from the others. */
export interface ModelSettings {
  readonly learningRate: number;
  readonly wd: number;
  readonly lrSchedulerStep: number;
  readonly lrSchedulerMinimumLr: number;
}

/** The grid of models as recovered from published runs; a value the user gave stands for all models. */
export function modelGrid(settings: RegressorHyperparameters): readonly ModelSettings[] {
  return Array.from({ length: settings.numModels }, (_, index) => ({
    lrSchedulerStep: settings.lrSchedulerStep ?? ((index & 1) === 0 ? 10 : 100),
    lrSchedulerMinimumLr: settings.lrSchedulerMinimumLr ?? (((index >> 1) & 1) === 0 ? 1e-5 : 1e-4),
    learningRate: settings.learningRate ?? (((index >> 2) & 1) === 0 ? 0.005 : 0.1),
    wd: settings.wd ?? [1e-4, 0.01, 1, 100][(index >> 3) & 3] ?? 1e-4,
  }));
}
