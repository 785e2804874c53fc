import type { OptimizerSettings } from '../hyperparameters/settings.ts';
import type { ModelSettings } from './modelGrid.ts';

/** What adam and rmsprop keep the divisor from 0 with. */
export const epsilon = 1e-8;
export const rmspropDecay = 0.9;

/** 1 − β is a float32 difference, as in the service: with the exact difference published losses are missed by 6e-6. */
export const gainOf = (decay: number) => Math.fround(1 - Math.fround(decay));

/** What a model's weights learn at in the steps t = 1, 2, … in turn: its schedule, with adam's correction. */
export function stepRate(model: ModelSettings, useLrScheduler: boolean): () => number {
  const nextRate = useLrScheduler ? scheduledRate(model) : () => model.learningRate;
  const nextCorrection = correctionOf(model.optimizer);
  return () => nextRate() * nextCorrection();
}

/** Powers are running products: Math.pow differs between engine versions. */
function correctionOf(optimizer: OptimizerSettings): () => number {
  if (optimizer.name !== 'adam') return () => 1;
  const { beta1, beta2 } = optimizer;
  let power1 = 1;
  let power2 = 1;
  return () => {
    power1 *= beta1;
    power2 *= beta2;
    return Math.sqrt(1 - power2) / (1 - power1);
  };
}

/** MXNet's FactorScheduler: max(minimum, lr × factor^floor((t − 1) / step)). */
function scheduledRate(model: ModelSettings): () => number {
  const { lrSchedulerStep, lrSchedulerFactor, lrSchedulerMinimumLr } = model;
  let rate = model.learningRate;
  let stepCount = 0;
  return () => {
    if (stepCount > 0 && stepCount % lrSchedulerStep === 0)
      rate = Math.max(lrSchedulerMinimumLr, rate * lrSchedulerFactor);
    stepCount += 1;
    return rate;
  };
}
