import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import * as kernel from '../kernel/layout.ts';
import { smallestProbability } from '../trainer/losses.ts';

interface KernelLoss {
  readonly code: number;
  /** The unit of the loss is the unit of the errors to this power. */
  readonly power: 0 | 1 | 2;
  /** The parameter of the loss, for errors multiplied by `unit`. */
  readonly parameter: (unit: number) => number;
  /** Weight of label 1, or of each class. */
  readonly weights: readonly number[];
}

/** The loss in terms of the kernel. */
export function kernelLossOf(
  settings: LinearLearnerSettings,
  classWeights: Float64Array | undefined,
): KernelLoss {
  switch (settings.predictorType) {
    case 'regressor':
      return { ...regressionLoss(settings.loss), weights: [1] };
    case 'binary_classifier': {
      const weights = [classWeights?.[1] ?? 1];
      const { loss } = settings;
      return loss.name === 'logistic'
        ? { code: kernel.logistic, power: 0, parameter: () => greatestLogLoss, weights }
        : { code: kernel.hinge, power: 0, parameter: () => loss.margin / 2, weights };
    }
    case 'multiclass_classifier': {
      const weights = Array.from({ length: settings.numClasses }, (_, index) => classWeights?.[index] ?? 1);
      return { code: kernel.softmax, power: 0, parameter: () => greatestLogLoss, weights };
    }
  }
}

const greatestLogLoss = -Math.log(smallestProbability);

function regressionLoss(
  loss: Extract<LinearLearnerSettings, { predictorType: 'regressor' }>['loss'],
): Omit<KernelLoss, 'weights'> {
  switch (loss.name) {
    case 'squared_loss':
      return { code: kernel.epsInsensitiveSquared, power: 2, parameter: () => 0 };
    case 'absolute_loss':
      return { code: kernel.epsInsensitiveAbsolute, power: 1, parameter: () => 0 };
    case 'eps_insensitive_squared_loss':
      return {
        code: kernel.epsInsensitiveSquared,
        power: 2,
        parameter: (unit) => (loss.insensitivity / unit) ** 2,
      };
    case 'eps_insensitive_absolute_loss':
      return {
        code: kernel.epsInsensitiveAbsolute,
        power: 1,
        parameter: (unit) => loss.insensitivity / unit,
      };
    case 'quantile_loss':
      return { code: kernel.quantile, power: 1, parameter: () => loss.quantile };
    case 'huber_loss':
      return { code: kernel.huber, power: 2, parameter: (unit) => loss.delta / unit };
  }
}
