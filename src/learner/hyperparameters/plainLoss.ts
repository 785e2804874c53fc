import { isTriedAnyway } from './ignored.ts';
import { hyperparameterValue } from './values.ts';
import { hyperparameterByName } from './table.ts';
import type { PredictorType } from './spec.ts';

/** Regularization up to here changes a fit to normalized data by less than it matters. */
const littleRegularization = 0.001;

/**
 * Whether a job minimizes what least squares, logistic or softmax regression minimize: that loss, of rows that weigh the same, with an
 * intercept and without regularization that somebody chose.
 */
export function hasPlainLoss(predictorType: PredictorType, given: Readonly<Record<string, string>>): boolean {
  const valueOf = (name: string) => {
    const row = hyperparameterByName.get(name);
    return row === undefined || !(name in given) ? undefined : hyperparameterValue(row, given, predictorType);
  };
  const isLittle = (name: string) => Number(valueOf(name) ?? 0) <= littleRegularization;
  return (
    plainLosses[predictorType].includes(given['loss'] ?? 'auto') &&
    valueOf('use_bias') !== false &&
    (isAutomatic(given['wd']) || isLittle('wd') || isTriedAnyway('wd', predictorType, given)) &&
    (isAutomatic(given['l1']) || isLittle('l1')) &&
    (predictorType !== 'binary_classifier' || (valueOf('positive_example_weight_mult') ?? 1) === 1) &&
    (predictorType !== 'multiclass_classifier' || valueOf('balance_multiclass_weights') !== true)
  );
}

const isAutomatic = (value: string | undefined) => value === undefined || value === 'auto';

const plainLosses: Readonly<Record<PredictorType, readonly string[]>> = {
  regressor: ['auto', 'squared_loss'],
  binary_classifier: ['auto', 'logistic'],
  multiclass_classifier: ['auto', 'softmax_loss'],
};
