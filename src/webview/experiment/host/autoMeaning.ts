import { countedLater } from '../../../data/experiment/parseExperiment.ts';
import { parseHyperparameters } from '../../../learner/hyperparameters/parse.ts';
import type { HyperparameterSpec, PredictorType } from '../../../learner/hyperparameters/spec.ts';
import { modelGrid } from '../../../learner/trainer/modelGrid.ts';
import type { ModelSettings } from '../../../learner/trainer/modelGrid.ts';

/** SageMaker's map of strings. */
type Given = Readonly<Record<string, string>>;

/** What `auto` means given the other settings: a text of the hyperparameter table, or the values that are tried. */
export type AutoMeaning =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'values'; readonly values: readonly string[] };

/** What differs between the models that train side by side. */
const varying: Readonly<Record<string, (model: ModelSettings) => string>> = {
  optimizer: ({ optimizer }) => optimizer.name,
  learning_rate: ({ learningRate }) => String(learningRate),
  wd: ({ wd }) => String(wd),
  l1: ({ l1 }) => String(l1),
  bias_lr_mult: ({ biasLrMult }) => String(biasLrMult),
  lr_scheduler_step: ({ lrSchedulerStep }) => String(lrSchedulerStep),
  lr_scheduler_factor: ({ lrSchedulerFactor }) => String(lrSchedulerFactor),
  lr_scheduler_minimum_lr: ({ lrSchedulerMinimumLr }) => String(lrSchedulerMinimumLr),
};
/** The texts of the table are about this many models. */
const fullGrid = 28;

/** Undefined where a hyperparameter has no `auto`. `given` is valid. */
export function autoMeaning(
  predictorType: PredictorType,
  { name, autoMeans }: Pick<HyperparameterSpec, 'name' | 'autoMeans'>,
  given: Given,
): AutoMeaning | undefined {
  if (autoMeans === undefined) return undefined;
  return triedValues(predictorType, name, given) ?? { kind: 'text', text: autoMeans[predictorType] };
}

/** The values that a grid too small to hold them all is left with. */
function triedValues(predictorType: PredictorType, name: string, given: Given): AutoMeaning | undefined {
  const modelCount = Number(given['num_models'] ?? 'auto');
  const valueOf = varying[name];
  // Several multiclass models draw their values at random: only one alone has values to name.
  const most = predictorType === 'multiclass_classifier' ? 1 : fullGrid;
  if (valueOf === undefined || !(modelCount <= most)) return undefined;
  const others = { ...countedLater, ...given, [name]: 'auto', predictor_type: predictorType };
  return { kind: 'values', values: [...new Set(modelGrid(parseHyperparameters(others)).map(valueOf))] };
}
