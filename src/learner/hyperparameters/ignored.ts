import { triedValues } from './modelSettings.ts';
import { modelCountOf } from './parse.ts';
import type { HyperparameterSpec, PredictorType } from './spec.ts';
import { hyperparameterByName } from './table.ts';
import { camelCase } from './values.ts';

/** A hyperparameter without effect, and the other hyperparameter whose value is the reason. */
export interface IgnoredHyperparameter {
  readonly name: string;
  readonly because: string;
  readonly value: string;
}

/** The hyperparameters of `given`, SageMaker's map of strings, that have no effect on training. */
export function ignoredHyperparameters(
  predictorType: PredictorType,
  given: Readonly<Record<string, string>>,
): readonly IgnoredHyperparameter[] {
  return Object.keys(given).flatMap((name): IgnoredHyperparameter[] => {
    const entry = hyperparameterByName.get(name);
    if (entry === undefined) return [];
    if (!entry.appliesTo.includes(predictorType))
      return [{ name, because: 'predictor_type', value: predictorType }];
    const unmet = unmetDependency(entry, given);
    if (unmet !== undefined) return [{ name, because: unmet.name, value: unmet.value }];
    return isTriedAnyway(name, predictorType, given)
      ? [{ name, because: 'num_models', value: given['num_models'] ?? 'auto' }]
      : [];
  });
}

/** Whether the parallel models try the value of a hyperparameter, and the others beside it, whether or not it is given. */
export function isTriedAnyway(
  name: string,
  predictorType: PredictorType,
  given: Readonly<Record<string, string>>,
): boolean {
  if (predictorType === 'multiclass_classifier' || modelCountOf(given, predictorType) === 1) return false;
  return tried.get(camelCase(name))?.includes(Number(given[name])) ?? false;
}

const tried: ReadonlyMap<string, readonly number[]> = new Map(Object.entries(triedValues));

/** The dependency of a hyperparameter with its current value, if that value disables the hyperparameter. */
export function unmetDependency(
  { dependsOn }: Pick<HyperparameterSpec, 'dependsOn'>,
  given: Readonly<Record<string, string>>,
): (NonNullable<HyperparameterSpec['dependsOn']> & { readonly value: string }) | undefined {
  if (dependsOn === undefined) return undefined;
  const value = given[dependsOn.name] ?? hyperparameterByName.get(dependsOn.name)?.default ?? '';
  // Python writes True and False.
  return dependsOn.values.includes(value.toLowerCase()) ? undefined : { ...dependsOn, value };
}
