import { triedValues } from '../hyperparameters/modelSettings.ts';
import type { ModelSettings, OptimizerSettings } from '../hyperparameters/modelSettings.ts';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import { mersenneTwister, randomSample } from '../random.ts';
import { logUniform } from './logUniform.ts';

/** The parallel models, as recovered from published runs. */
export function modelGrid(settings: LinearLearnerSettings): readonly ModelSettings[] {
  return settings.predictorType === 'multiclass_classifier' ? randomGrid(settings) : fixedGrid(settings);
}

/**
 * Regressor and binary classifier: the digits of the model's index select the values. A value that the user sets applies to all
 * models, unless it is one of those that are tried anyway: published runs try all of them then. A single model has it in any case.
 */
function fixedGrid(settings: LinearLearnerSettings): readonly ModelSettings[] {
  const { numModels } = settings;
  const narrows = (given: number, tried: readonly number[]) => numModels === 1 || !tried.includes(given);
  return Array.from({ length: numModels }, (_, index): ModelSettings => {
    let digits = index;
    const next = (tried: readonly [number, ...number[]], given: number | undefined): number => {
      const digit = digits % tried.length;
      digits = Math.floor(digits / tried.length);
      return given !== undefined && narrows(given, tried) ? given : (tried[digit] ?? tried[0]);
    };
    return {
      lrSchedulerStep: next(triedValues.lrSchedulerStep, settings.lrSchedulerStep),
      lrSchedulerMinimumLr: next(triedValues.lrSchedulerMinimumLr, settings.lrSchedulerMinimumLr),
      learningRate: next(triedValues.learningRate, settings.learningRate),
      wd: next(triedValues.wd, settings.wd),
      lrSchedulerFactor: settings.lrSchedulerFactor ?? 0.99,
      l1: settings.l1 ?? 0,
      biasLrMult: settings.biasLrMult ?? 10,
      optimizer: optimizerNamed(settings.optimizer ?? 'adam', settings),
    };
  });
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
    lrSchedulerFactor: 0.98,
  };
  const spread = (value: number, ratio: number, u: number) => logUniform(value / ratio, value * ratio, u);
  return Array.from({ length: numModels }, (_, model): ModelSettings => {
    const at = (draws: readonly number[]) => draws[model - 1] ?? 0;
    const isBase = model === 0;
    const factor = isBase ? base.lrSchedulerFactor : 1 - spread(1 - base.lrSchedulerFactor, 5, at(factors));
    return {
      optimizer: optimizerNamed(
        settings.optimizer ?? (isBase || at(optimizers) === 0 ? 'adam' : 'rmsprop'),
        settings,
      ),
      learningRate: isBase ? base.learningRate : spread(base.learningRate, 8, at(learningRates)),
      l1: isBase ? base.l1 : spread(base.l1, 20, at(l1s)),
      wd: isBase ? base.wd : spread(base.wd, 20, at(wds)),
      lrSchedulerStep:
        settings.lrSchedulerStep ?? (isBase ? 10 : Math.round(logUniform(10, 1000, at(steps)))),
      lrSchedulerFactor: settings.lrSchedulerFactor ?? factor,
      lrSchedulerMinimumLr:
        settings.lrSchedulerMinimumLr ?? (isBase ? 1e-5 : logUniform(1e-6, 1e-3, at(minimumRates))),
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
