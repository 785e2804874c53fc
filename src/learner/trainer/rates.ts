import type { ModelSettings } from './modelGrid.ts';

/** What adam and rmsprop keep the divisor from 0 with. */
export const epsilon = 1e-8;
export const rmspropDecay = 0.9;

/** 1 − β is a float32 difference, as in the service: with the exact difference published losses are missed by 6e-6. */
export const gainOf = (decay: number) => Math.fround(1 - Math.fround(decay));

/**
 * What the weights of each model learn at in the steps t = 1, 2, … in turn: MXNet's FactorScheduler,
 * max(minimum_lr, lr × factor^floor((t − 1) / step)), with adam's correction. The array is reused. Powers are running products:
 * Math.pow differs between engine versions.
 */
export function stepRates(models: readonly ModelSettings[], useLrScheduler: boolean): () => Float64Array {
  const scheduled = Float64Array.from(models, ({ learningRate }) => learningRate);
  const betas = models.map(({ optimizer }) => (optimizer.name === 'adam' ? optimizer : undefined));
  const beta1 = Float64Array.from(betas, (adam) => adam?.beta1 ?? 0);
  const beta2 = Float64Array.from(betas, (adam) => adam?.beta2 ?? 0);
  const power1 = Float64Array.from(betas, (adam) => (adam ? 1 : 0));
  const power2 = power1.slice();
  const untilNext = Float64Array.from(models, ({ lrSchedulerStep }) => lrSchedulerStep);
  const rates = new Float64Array(models.length);
  const decay = (index: number) => {
    const model = models[index];
    if (model === undefined) return;
    const next = (scheduled[index] ?? 0) * model.lrSchedulerFactor;
    scheduled[index] = Math.max(model.lrSchedulerMinimumLr, next);
    untilNext[index] = model.lrSchedulerStep;
  };
  return () => {
    for (let index = 0; index < rates.length; index += 1) {
      if (useLrScheduler) {
        if (untilNext[index] === 0) decay(index);
        untilNext[index] = (untilNext[index] ?? 0) - 1;
      }
      power1[index] = (power1[index] ?? 0) * (beta1[index] ?? 0);
      power2[index] = (power2[index] ?? 0) * (beta2[index] ?? 0);
      const correction = Math.sqrt(1 - (power2[index] ?? 0)) / (1 - (power1[index] ?? 0));
      rates[index] = (scheduled[index] ?? 0) * correction;
    }
    return rates;
  };
}
