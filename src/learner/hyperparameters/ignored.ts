import type { HyperparameterSpec, PredictorType } from './spec.ts';
import { hyperparameterByName } from './table.ts';

/** A hyperparameter that is set to no effect, and the other one, with its value, that makes it so. */
export interface IgnoredHyperparameter {
  readonly name: string;
  readonly because: string;
  readonly value: string;
}

/** Those of `given`, SageMaker's map of strings, that training will not look at. */
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

/** What the hyperparameter depends on, with its value, where that is none of those it would have to be. */
export function unmetDependency(
  { dependsOn }: Pick<HyperparameterSpec, 'dependsOn'>,
  given: Readonly<Record<string, string>>,
): (NonNullable<HyperparameterSpec['dependsOn']> & { readonly value: string }) | undefined {
  if (dependsOn === undefined) return undefined;
  const value = given[dependsOn.name] ?? hyperparameterByName.get(dependsOn.name)?.default ?? '';
  // Python writes True and False.
  return dependsOn.values.includes(value.toLowerCase()) ? undefined : { ...dependsOn, value };
}
