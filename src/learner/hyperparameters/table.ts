import { modelRows } from './modelRows.ts';
import type { ModelSettings } from './modelSettings.ts';
import { lossesOf } from './spec.ts';
import type { HyperparameterSpec, PredictorType } from './spec.ts';
import { trainingRows } from './trainingRows.ts';

/**
 * Every documented hyperparameter, with the order and defaults of the container's default-input.json and the ranges of the
 * developer guide. That file also has the internal ones.
 */
const rows = [...modelRows, ...trainingRows] as const;
export type HyperparameterRow = (typeof rows)[number];

export const hyperparameterTable: readonly HyperparameterSpec[] = rows;

export const hyperparameterByName: ReadonlyMap<string, HyperparameterSpec> = new Map(
  hyperparameterTable.map((entry) => [entry.name, entry]),
);

/** Hyperparameters that users set; the predictor type itself is a key of the experiment. */
export const settableHyperparameters = (predictorType?: PredictorType): readonly HyperparameterSpec[] =>
  hyperparameterTable.filter(
    ({ name, isInternal, appliesTo }) =>
      name !== 'predictor_type' &&
      isInternal !== true &&
      (predictorType === undefined || appliesTo.includes(predictorType)),
  );

/** The choices for a predictor type: losses of other types are invalid. */
export function choicesFor(predictorType: PredictorType, entry: HyperparameterSpec): readonly string[] {
  const allowed: readonly string[] = ['auto', ...lossesOf[predictorType]];
  const choices = entry.choices ?? [];
  return entry.name === 'loss' ? choices.filter((choice) => allowed.includes(choice)) : choices;
}

/** The settings that the log prints for the best model, in the order of the log. */
export const loggedOfModel = (model: ModelSettings, predictorType: PredictorType) =>
  hyperparameterTable
    .flatMap(({ name, kind, perModel }) =>
      perModel?.loggedAt === undefined
        ? []
        : [{ name, kind, value: perModel.valueOf(model), at: perModel.loggedAt[predictorType] }],
    )
    .toSorted((a, b) => a.at - b.at);
