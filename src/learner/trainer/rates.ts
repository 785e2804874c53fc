import type { ModelSettings } from '../hyperparameters/modelSettings.ts';

/** What adam and rmsprop keep the divisor from 0 with. */
export const epsilon = 1e-8;
export const rmspropDecay = 0.9;

/** 1 − β is a float32 difference, as in the service: with the exact difference published losses are missed by 6e-6. */
export const gainOf = (decay: number) => Math.fround(1 - Math.fround(decay));

/** The next power, and 0 where 1 less it is 1: processors are slow on the smallest numbers. */
const lower = (power: number, beta: number) => (power < 1e-30 ? 0 : power * beta);

/** Writes what a model learns at in its next `count` steps to `into[at]`, `into[at + stride]`, … */
type WriteRates = (into: Float64Array, at: number, stride: number, count: number) => void;

/**
 * What the weights of a model learn at in the steps t = 1, 2, … in turn: MXNet's FactorScheduler,
 * max(minimum_lr, lr × factor^floor((t − 1) / step)), with adam's correction; as there, the first `step` steps are at lr even below
 * the minimum. Powers are running products: Math.pow differs between engine versions.
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
    // Local while they change: the engine boxes numbers that a closure changes.
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
