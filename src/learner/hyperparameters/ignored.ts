import type { HyperparameterSpec, PredictorType } from './spec.ts';
import { hyperparameterByName } from './table.ts';

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
    return unmet === undefined ? [] : [{ name, because: unmet.name, value: unmet.value }];
  });
}

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
