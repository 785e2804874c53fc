import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LinearModel } from '../model.ts';
import { earlyStopping } from './earlyStopping.ts';
import { trainingDiverged } from './errors.ts';
import type { EpochEnd } from './events.ts';
import type { Judgement } from './judge.ts';
import type { ModelSettings } from '../hyperparameters/modelSettings.ts';
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
     * An epoch whose criterion, or whose every training loss, is no finite number gains nothing; throws TrainingFailure when it is the
     * first. A label that is not a number leaves some losses' slopes, and so the validation, finite. `copyParameters` is called for
     * an epoch that is kept.
     */
    end(
      epoch: number,
      trainLosses: readonly number[],
      judgement: Judgement,
      copyParameters: () => Parameters,
    ): EpochEnd {
      const { criterion, bestModel, isHigherBetter } = judgement;
      const isLost = !Number.isFinite(criterion) || !trainLosses.some(Number.isFinite);
      if (isLost && selected === undefined) throw trainingDiverged(epoch + 1);
      const decision = decide(isLost ? Infinity : isHigherBetter ? -criterion : criterion);
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
