import type { ModelSettings, OptimizerSettings } from '../hyperparameters/modelSettings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { mersenneTwister, randomSample } from '../random.ts';

/**
 * The parallel models, as recovered from published runs. A value that the user sets applies to all models, or is the centre of
 * their variation.
 */
export function modelGrid(settings: LinearLearnerSettings): readonly ModelSettings[] {
  return settings.predictorType === 'multiclass_classifier' ? randomGrid(settings) : fixedGrid(settings);
}

/** Regressor and binary classifier: the bits of the model's index select the values. */
function fixedGrid(settings: LinearLearnerSettings): readonly ModelSettings[] {
  return Array.from({ length: settings.numModels }, (_, index) => ({
    optimizer: optimizerNamed(settings.optimizer ?? 'adam', settings),
    lrSchedulerStep: settings.lrSchedulerStep ?? ((index & 1) === 0 ? 10 : 100),
    lrSchedulerFactor: settings.lrSchedulerFactor ?? 0.99,
    lrSchedulerMinimumLr: settings.lrSchedulerMinimumLr ?? (((index >> 1) & 1) === 0 ? 1e-5 : 1e-4),
    learningRate: settings.learningRate ?? (((index >> 2) & 1) === 0 ? 0.005 : 0.1),
    wd: settings.wd ?? [1e-4, 0.01, 1, 100][(index >> 3) & 3] ?? 1e-4,
    l1: settings.l1 ?? 0,
    biasLrMult: settings.biasLrMult ?? 10,
  }));
}

/**
 * Multiclass: model 0 has the base values, the others vary around them with draws of `numpy.random.RandomState(0)`, one block per
 * hyperparameter. The base is the user's value, or 0.02.
 */
function randomGrid(settings: LinearLearnerSettings): readonly ModelSettings[] {
  const { numModels } = settings;
  const nextWord = mersenneTwister(0);
  const varied = numModels - 1;
  const samples = (count: number) => Array.from({ length: count }, () => randomSample(nextWord));
  const bits = (count: number) => Array.from({ length: count }, () => nextWord() & 1);
  const [learningRates, l1s, wds, steps] = [
    samples(varied),
    samples(varied),
    samples(varied),
    samples(varied),
  ];
  // One draw per model; the last is unused.
  const [factors, minimumRates] = [samples(numModels), samples(numModels)];
  const [optimizers, biasMultipliers] = [bits(varied), bits(varied)];
  const base = {
    learningRate: settings.learningRate ?? 0.02,
    l1: settings.l1 ?? 0.02,
    wd: settings.wd ?? 0.02,
  };
  const spread = (value: number, ratio: number, u: number) => value * Math.pow(ratio, 2 * u - 1);
  return Array.from({ length: numModels }, (_, model): ModelSettings => {
    const at = (draws: readonly number[]) => draws[model - 1] ?? 0;
    const isBase = model === 0;
    return {
      optimizer: optimizerNamed(
        settings.optimizer ?? (isBase || at(optimizers) === 0 ? 'adam' : 'rmsprop'),
        settings,
      ),
      learningRate: isBase ? base.learningRate : spread(base.learningRate, 8, at(learningRates)),
      l1: isBase ? base.l1 : spread(base.l1, 20, at(l1s)),
      wd: isBase ? base.wd : spread(base.wd, 20, at(wds)),
      lrSchedulerStep: settings.lrSchedulerStep ?? (isBase ? 10 : Math.round(10 * Math.pow(100, at(steps)))),
      lrSchedulerFactor: settings.lrSchedulerFactor ?? (isBase ? 0.98 : 1 - spread(0.02, 5, at(factors))),
      lrSchedulerMinimumLr:
        settings.lrSchedulerMinimumLr ?? (isBase ? 1e-5 : Math.pow(10, -6 + 3 * at(minimumRates))),
      biasLrMult: settings.biasLrMult ?? (isBase || at(biasMultipliers) === 1 ? 10 : 1),
    };
  });
}

function optimizerNamed(
  name: OptimizerSettings['name'],
  { beta1, beta2, momentum }: LinearLearnerSettings,
): OptimizerSettings {
  switch (name) {
    case 'adam':
      return { name, beta1, beta2 };
    case 'sgd':
      return { name, momentum };
    case 'rmsprop':
      return { name };
  }
}
