import type { RegressorHyperparameters } from '../hyperparameters/parse.ts';
import type { ModelSettings } from './grid.ts';

/** The parameters of all models and adam's two moments of each; arrays are model-innermost. */
export interface Parameters {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

export interface Optimizer {
  /** One step of every model from mean gradients of a batch. */
  step(parameters: Parameters, weightGradients: Float64Array, biasGradients: Float64Array): void;
}

const epsilon = 1e-8;

/**
 * Adam as MXNet 1.5 has it (python/mxnet/optimizer/optimizer.py) with its FactorScheduler. 1 − β is a float32 difference, as in
 * the service: with the exact difference published losses are missed by 6e-6. Powers are running products: Math.pow differs
 * between engine versions.
 */
export function adam(
  settings: RegressorHyperparameters,
  models: readonly ModelSettings[],
  featureCount: number,
): Optimizer {
  const { beta1, beta2, useBias, biasLrMult, biasWdMult } = settings;
  const modelCount = models.length;
  const gain1 = Math.fround(1 - Math.fround(beta1));
  const gain2 = Math.fround(1 - Math.fround(beta2));
  const weightMean = new Float64Array(featureCount * modelCount);
  const weightVariance = new Float64Array(featureCount * modelCount);
  const biasMean = new Float64Array(modelCount);
  const biasVariance = new Float64Array(modelCount);
  const rates = models.map((model) => scheduledRate(model, settings));
  let power1 = 1;
  let power2 = 1;
  let stepCount = 0;

  return {
    step(parameters, weightGradients, biasGradients) {
      stepCount += 1;
      power1 *= beta1;
      power2 *= beta2;
      const correction = Math.sqrt(1 - power2) / (1 - power1);
      for (const [model, { wd }] of models.entries()) {
        const rate = (rates[model]?.(stepCount) ?? 0) * correction;
        for (let at = model; at < weightGradients.length; at += modelCount) {
          const gradient = (weightGradients[at] ?? 0) + wd * (parameters.weights[at] ?? 0);
          update(parameters.weights, weightMean, weightVariance, at, gradient, rate);
        }
        if (!useBias) continue;
        const gradient = (biasGradients[model] ?? 0) + wd * biasWdMult * (parameters.biases[model] ?? 0);
        update(parameters.biases, biasMean, biasVariance, model, gradient, rate * biasLrMult);
      }
    },
  };

  function update(
    values: Float64Array,
    means: Float64Array,
    variances: Float64Array,
    at: number,
    gradient: number,
    rate: number,
  ) {
    const mean = beta1 * (means[at] ?? 0) + gain1 * gradient;
    const variance = beta2 * (variances[at] ?? 0) + gain2 * gradient * gradient;
    means[at] = mean;
    variances[at] = variance;
    values[at] = (values[at] ?? 0) - (rate * mean) / (Math.sqrt(variance) + epsilon);
  }
}

/** max(minimum_lr, lr × factor^floor((t − 1) / step)); `t` must be asked for in order, from 1. */
function scheduledRate(model: ModelSettings, settings: RegressorHyperparameters): (t: number) => number {
  if (!settings.useLrScheduler) return () => model.learningRate;
  let rate = model.learningRate;
  return (t) => {
    if (t > 1 && (t - 1) % model.lrSchedulerStep === 0) {
      rate = Math.max(model.lrSchedulerMinimumLr, rate * settings.lrSchedulerFactor);
    }
    return rate;
  };
}
