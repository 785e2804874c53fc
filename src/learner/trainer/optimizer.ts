import type { ModelSettings, OptimizerSettings } from '../hyperparameters/modelSettings.ts';
import type { Parameters } from './parameters.ts';
import { epsilon, gainOf, openRates, rmspropDecay } from './rates.ts';

/** Gradients summed over the rows of a batch, in the shape of the parameters. */
export interface Gradients {
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

export interface Optimizer {
  /** One step of every model from the gradients summed over `rowCount` rows. */
  step(parameters: Parameters, gradients: Gradients, rowCount: number): void;
}

export interface OptimizerShape {
  readonly featureCount: number;
  readonly lanesPerModel: number;
  readonly useBias: boolean;
  readonly useLrScheduler: boolean;
  readonly biasWdMult: number;
}

/** Updates `values[at]` by a mean gradient; its state is stored beside the parameters. */
type Update = (memory: Memory, values: Float64Array, at: number, gradient: number, rate: number) => void;

/** Two moments of each parameter, as far as the rule needs them. */
interface Memory {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * Updates all models. The gradient of a weight is (Σ + l1·sign(w))/rows + wd·w, of a bias Σ/rows + wd·bias_wd_mult·b; the
 * learning rate of the bias is multiplied by bias_lr_mult.
 */
export function optimizerOf(models: readonly ModelSettings[], shape: OptimizerShape): Optimizer {
  const { featureCount, lanesPerModel, useBias, useLrScheduler, biasWdMult } = shape;
  const laneCount = models.length * lanesPerModel;
  const memory = (size: number): Memory => ({
    first: new Float64Array(size),
    second: new Float64Array(size),
  });
  const weightMemory = memory(featureCount * laneCount);
  const biasMemory = memory(laneCount);
  const runners = models.map((model, index) => ({
    ...model,
    firstLane: index * lanesPerModel,
    update: updateOf(model.optimizer),
    writeRates: openRates(model, useLrScheduler),
  }));
  const next = new Float64Array(1);
  return {
    step(parameters, gradients, rowCount) {
      const { weights, biases } = parameters;
      for (const { firstLane, update, l1, wd, biasLrMult, writeRates } of runners) {
        writeRates(next, 0, 1, 1);
        const [rate = 0] = next;
        for (let feature = 0; feature < featureCount; feature += 1) {
          const start = feature * laneCount + firstLane;
          for (let at = start; at < start + lanesPerModel; at += 1) {
            const weight = weights[at] ?? 0;
            const slope = ((gradients.weights[at] ?? 0) + l1 * Math.sign(weight)) / rowCount + wd * weight;
            update(weightMemory, weights, at, slope, rate);
          }
        }
        if (!useBias) continue;
        for (let lane = firstLane; lane < firstLane + lanesPerModel; lane += 1) {
          const slope = (gradients.biases[lane] ?? 0) / rowCount + wd * biasWdMult * (biases[lane] ?? 0);
          update(biasMemory, biases, lane, slope, rate * biasLrMult);
        }
      }
    },
  };
}

function updateOf(optimizer: OptimizerSettings): Update {
  switch (optimizer.name) {
    case 'adam':
      return adam(optimizer.beta1, optimizer.beta2);
    case 'sgd':
      return sgd(optimizer.momentum);
    case 'rmsprop':
      return rmsprop;
  }
}

/** Adam as in MXNet 1.5 (python/mxnet/optimizer/optimizer.py); the rate includes the bias correction. */
function adam(beta1: number, beta2: number): Update {
  const gain1 = gainOf(beta1);
  const gain2 = gainOf(beta2);
  return ({ first, second }, values, at, gradient, rate) => {
    const mean = beta1 * (first[at] ?? 0) + gain1 * gradient;
    const variance = beta2 * (second[at] ?? 0) + gain2 * gradient * gradient;
    first[at] = mean;
    second[at] = variance;
    values[at] = (values[at] ?? 0) - (rate * mean) / (Math.sqrt(variance) + epsilon);
  };
}

/** v = momentum·v − rate·g; w += v. */
const sgd =
  (momentum: number): Update =>
  ({ first }, values, at, gradient, rate) => {
    const velocity = momentum * (first[at] ?? 0) - rate * gradient;
    first[at] = velocity;
    values[at] = (values[at] ?? 0) + velocity;
  };

const rmspropGain = gainOf(rmspropDecay);

/** MXNet's RMSProp, not centred: n = 0.9 n + 0.1 g²; w −= rate·g/√(n + ε). */
const rmsprop: Update = ({ second }, values, at, gradient, rate) => {
  const square = rmspropDecay * (second[at] ?? 0) + rmspropGain * gradient * gradient;
  second[at] = square;
  values[at] = (values[at] ?? 0) - (rate * gradient) / Math.sqrt(square + epsilon);
};
