import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LinearModel } from '../model.ts';
import { earlyStopping } from './earlyStopping.ts';
import { trainingDiverged } from './errors.ts';
import type { EpochEnd } from './events.ts';
import type { EpochResult } from './criterion.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
import type { Parameters } from './parameters.ts';

/** The best model of the last improved epoch. */
export interface Selected {
  readonly parameters: Parameters;
  readonly bestModel: number;
  readonly epoch: number;
}

/** Decides after each epoch of a training whether it is an improvement, and keeps the best parameters. */
export function openSelection(
  { earlyStoppingPatience, earlyStoppingTolerance }: LinearLearnerSettings,
  models: readonly ModelSettings[],
  modelOf: (selected: Selected) => LinearModel | Promise<LinearModel>,
) {
  const decide = earlyStopping(earlyStoppingPatience, earlyStoppingTolerance);
  let selected: Selected | undefined;
  return {
    /**
     * Ends an epoch. It is no improvement if its criterion or all of its training losses are not finite (with a NaN label, the
     * gradients of some losses, and so the validation, stay finite). `copyParameters` is called if the epoch is kept. Throws
     * TrainingFailure if the first epoch is not finite.
     */
    end(
      epoch: number,
      trainLosses: readonly number[],
      result: EpochResult,
      copyParameters: () => Parameters,
    ): EpochEnd {
      const { criterion, bestModel, isHigherBetter } = result;
      const isLost = !Number.isFinite(criterion) || !trainLosses.some(Number.isFinite);
      if (isLost && selected === undefined) throw trainingDiverged(epoch + 1);
      const decision = decide(isLost ? Infinity : isHigherBetter ? -criterion : criterion);
      if (decision.kind === 'improved') selected = { parameters: copyParameters(), bestModel, epoch };
      const kept = selected ?? { parameters: copyParameters(), bestModel, epoch };
      return { kind: 'epoch', epoch, trainLosses, decision, best: () => modelOf(kept), ...result };
    },
    /** The parameters kept in the end, and the settings of their model. Throws TrainingFailure if there are none. */
    winner(): { readonly selected: Selected; readonly settings: ModelSettings } {
      const settings = selected && models[selected.bestModel];
      if (selected === undefined || settings === undefined) throw trainingDiverged(1);
      return { selected, settings };
    },
  };
}
