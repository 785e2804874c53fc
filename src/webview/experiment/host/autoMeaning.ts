import { countedLater } from '../../../data/experiment/parseExperiment.ts';
import { parseHyperparameters } from '../../../learner/hyperparameters/parse.ts';
import type { HyperparameterSpec, PredictorType } from '../../../learner/hyperparameters/spec.ts';
import { modelGrid } from '../../../learner/trainer/modelGrid.ts';

/** SageMaker's map of strings. */
type Given = Readonly<Record<string, string>>;

/** What `auto` means given the other settings: a text of the hyperparameter table, or the values that are tried. */
export type AutoMeaning =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'values'; readonly values: readonly string[] };

/** The texts of the table are about this many models. */
const fullGrid = 28;

/** Undefined where a hyperparameter has no `auto`. `given` is valid. */
export function autoMeaning(
  predictorType: PredictorType,
  row: HyperparameterSpec,
  given: Given,
): AutoMeaning | undefined {
  if (row.autoMeans === undefined) return undefined;
  return triedValues(predictorType, row, given) ?? { kind: 'text', text: row.autoMeans[predictorType] };
}

/** The values of a grid that is too small to hold them all. */
function triedValues(
  predictorType: PredictorType,
  { name, perModel }: HyperparameterSpec,
  given: Given,
): AutoMeaning | undefined {
  const modelCount = Number(given['num_models'] ?? 'auto');
  // Several multiclass models draw their values at random: only one alone has values to name.
  const most = predictorType === 'multiclass_classifier' ? 1 : fullGrid;
  if (perModel === undefined || !(modelCount <= most)) return undefined;
  const others = { ...countedLater, ...given, [name]: 'auto', predictor_type: predictorType };
  const models = modelGrid(parseHyperparameters(others));
  return { kind: 'values', values: [...new Set(models.map((model) => String(perModel.valueOf(model))))] };
}
