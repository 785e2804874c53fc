import type { ModelSettings } from '../hyperparameters/modelSettings.ts';

/** Keeps the divisors of adam and rmsprop away from 0. */
export const epsilon = 1e-8;
export const rmspropDecay = 0.9;

/** 1 − β as a float32 difference, as in the service: with the exact difference, published losses differ by 6e-6. */
export const gainOf = (decay: number) => Math.fround(1 - Math.fround(decay));

/** The next power, or 0 once 1 − power is 1: processors are slow with denormal numbers. */
const lower = (power: number, beta: number) => (power < 1e-30 ? 0 : power * beta);

/** Writes the learning rates of the next `count` steps to `into[at]`, `into[at + stride]`, … */
type WriteRates = (into: Float64Array, at: number, stride: number, count: number) => void;

/**
 * Learning rates of a model in the steps t = 1, 2, …: MXNet's FactorScheduler,
 * max(minimum_lr, lr × factor^floor((t − 1) / step)), with adam's bias correction. As there, the first `step` steps use lr even if
 * it is below the minimum. Powers are running products, as Math.pow differs between engine versions.
 */
export function openRates(model: ModelSettings, useLrScheduler: boolean): WriteRates {
  const { optimizer, lrSchedulerStep, lrSchedulerFactor, lrSchedulerMinimumLr } = model;
  const [beta1, beta2] = optimizer.name === 'adam' ? [optimizer.beta1, optimizer.beta2] : [0, 0];
  const isAdam = optimizer.name === 'adam';
  let state = {
    scheduled: model.learningRate,
    power1: isAdam ? 1 : 0,
    power2: isAdam ? 1 : 0,
    untilNext: lrSchedulerStep,
  };
  return (into, at, stride, count) => {
    // Local variables: the engine boxes numbers that a closure assigns.
    let { scheduled, power1, power2, untilNext } = state;
    for (let index = 0; index < count; index += 1) {
      if (useLrScheduler) {
        if (untilNext === 0) {
          scheduled = Math.max(lrSchedulerMinimumLr, scheduled * lrSchedulerFactor);
          untilNext = lrSchedulerStep;
        }
        untilNext -= 1;
      }
      power1 = lower(power1, beta1);
      power2 = lower(power2, beta2);
      into[at + index * stride] = scheduled * (Math.sqrt(1 - power2) / (1 - power1));
    }
    state = { scheduled, power1, power2, untilNext };
  };
}
