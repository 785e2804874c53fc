import type { BinaryLoss, LinearLearnerSettings, RegressionLoss, SelectionCriterion } from './settings.ts';
import type { PredictorType } from './spec.ts';
import { modelCounts } from './row.ts';
import { hyperparameterByName, hyperparameterTable } from './table.ts';
import { validateHyperparameters } from './validate.ts';
import { camelCase, hyperparameterValue } from './values.ts';
import type { ParsedHyperparameters } from './values.ts';

type Given = Readonly<Record<string, string>>;

/** Parses SageMaker's map of strings and fills in the container's defaults. Throws HyperparameterFailure. */
export function parseHyperparameters(given: Given): LinearLearnerSettings {
  const predictorType = validateHyperparameters(given);
  const values = parsedValues(given, predictorType);
  const { useBias } = values;
  const shared = {
    ...values,
    numModels: modelCountOf(given, predictorType),
    unbiasData: values.unbiasData && useBias,
    unbiasLabel: values.unbiasLabel && useBias,
    init:
      values.initMethod === 'normal'
        ? ({ method: 'normal', sigma: values.initSigma } as const)
        : ({ method: 'uniform', scale: values.initScale } as const),
  };
  switch (predictorType) {
    case 'regressor':
      return { ...shared, predictorType, loss: regressionLoss(values) };
    case 'binary_classifier':
      return { ...shared, predictorType, loss: binaryLoss(values), criterion: selectionCriterion(values) };
    case 'multiclass_classifier':
      return { ...shared, predictorType, loss: { name: 'softmax_loss' } };
  }
}

/** Number of models that a job trains; NaN if `num_models` is not a number. */
export function modelCountOf(given: Given, predictorType: PredictorType): number {
  // In a tuning job, each training job trains one model.
  if (isTuned(given)) return 1;
  const count = numericHyperparameter(given, 'num_models', predictorType);
  // A published regressor of num_models 50 trained the grid of 32.
  return predictorType === 'multiclass_classifier' ? count : Math.min(count, modelCounts[predictorType]);
}

const isTuned = (given: Given) => (given['_tuning_objective_metric'] ?? '') !== '';

/** Values of the whole table; hyperparameters of other predictor types keep their default, whatever is given. */
function parsedValues(given: Given, predictorType: PredictorType): ParsedHyperparameters {
  const entries = hyperparameterTable.map((row) => {
    const own = row.appliesTo.includes(predictorType) ? given : {};
    return [camelCase(row.name), hyperparameterValue(row, own, predictorType)];
  });
  // SAFETY: a value has the type that its row gives it in ParsedHyperparameters.
  return Object.fromEntries(entries) as ParsedHyperparameters;
}

function regressionLoss({ loss, ...values }: ParsedHyperparameters): RegressionLoss {
  switch (loss) {
    case 'absolute_loss':
      return { name: loss };
    case 'eps_insensitive_squared_loss':
    case 'eps_insensitive_absolute_loss':
      return { name: loss, insensitivity: values.lossInsensitivity };
    case 'quantile_loss':
      return { name: loss, quantile: values.quantile };
    case 'huber_loss':
      return { name: loss, delta: values.huberDelta };
    case 'squared_loss':
    case 'logistic':
    case 'hinge_loss':
    case 'softmax_loss':
    case undefined:
      return { name: 'squared_loss' };
  }
}

const binaryLoss = ({ loss, margin }: ParsedHyperparameters): BinaryLoss =>
  loss === 'hinge_loss' ? { name: loss, margin } : { name: 'logistic' };

function selectionCriterion(values: ParsedHyperparameters): SelectionCriterion {
  const name = values.binaryClassifierModelSelectionCriteria;
  switch (name) {
    case 'f1':
      return { name: 'f_beta', beta: 1 };
    case 'f_beta':
      return { name, beta: values.fBeta };
    case 'precision_at_target_recall':
      return { name, targetRecall: values.targetRecall };
    case 'recall_at_target_precision':
      return { name, targetPrecision: values.targetPrecision };
    case 'accuracy':
    case 'cross_entropy_loss':
    case 'loss_function':
      return { name };
  }
}

/** A numeric hyperparameter of a job, or its default; NaN if the given value is not a number. */
export function numericHyperparameter(given: Given, name: string, predictorType: PredictorType): number {
  const row = hyperparameterByName.get(name);
  return Number(row && hyperparameterValue(row, given, predictorType));
}
