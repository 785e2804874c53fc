import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LinearModel } from '../model.ts';
import { earlyStopping } from './earlyStopping.ts';
import { trainingDiverged } from './errors.ts';
import type { EpochEnd } from './events.ts';
import type { Judgement } from './judge.ts';
import type { ModelSettings } from './modelGrid.ts';
import type { Parameters } from './parameters.ts';

/** The best model of the last improved epoch. */
export interface Selected {
  readonly parameters: Parameters;
  readonly bestModel: number;
  readonly epoch: number;
}

/** Follows the epochs of a training: what each is called, and what is kept of it. */
export function openSelection(
  { earlyStoppingPatience, earlyStoppingTolerance }: LinearLearnerSettings,
  models: readonly ModelSettings[],
  modelOf: (selected: Selected) => LinearModel | Promise<LinearModel>,
) {
  const decide = earlyStopping(earlyStoppingPatience, earlyStoppingTolerance);
  let selected: Selected | undefined;
  return {
    /**
     * Throws TrainingFailure when the criterion, or every training loss, is not a number: a label that is not one leaves some
     * losses' slopes, and so the validation, finite. `copyParameters` is called for an epoch that is kept.
     */
    end(
      epoch: number,
      trainLosses: readonly number[],
      judgement: Judgement,
      copyParameters: () => Parameters,
    ): EpochEnd {
      const { criterion, bestModel, isHigherBetter } = judgement;
      if (Number.isNaN(criterion) || trainLosses.every(Number.isNaN)) throw trainingDiverged(epoch + 1);
      const decision = decide(isHigherBetter ? -criterion : criterion);
      if (decision.kind === 'improved') selected = { parameters: copyParameters(), bestModel, epoch };
      const kept = selected ?? { parameters: copyParameters(), bestModel, epoch };
      return { kind: 'epoch', epoch, trainLosses, decision, best: () => modelOf(kept), ...judgement };
    },
    /** What is kept at the end, and what tells its model from the others. Throws TrainingFailure when there is none. */
    winner(): { readonly selected: Selected; readonly settings: ModelSettings } {
      const settings = selected && models[selected.bestModel];
      if (selected === undefined || settings === undefined) throw trainingDiverged(1);
      return { selected, settings };
    },
  };
}
