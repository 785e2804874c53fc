import type { PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { ColumnFacts } from '../shapes/profile.ts';

/** Integers with more distinct values than this are quantities, not class labels. */
const mostNumberedClasses = 10;
/** Text with more distinct values than this identifies rows, not classes. */
export const mostNamedClasses = 100;
const leastRowsOfClass = 5;

/** The predictor type that fits a target's type and distinct values; a default that the user can change. */
export function guessPredictorType({
  type,
  distinctCount,
  nonNullCount,
}: Pick<ColumnFacts, 'type' | 'distinctCount' | 'nonNullCount'>): PredictorType {
  if (distinctCount === 2) return 'binary_classifier';
  if (type !== 'integer' && type !== 'decimal') return 'multiclass_classifier';
  const isFew = distinctCount >= 3 && distinctCount <= mostNumberedClasses;
  return type === 'integer' && isFew && nonNullCount >= distinctCount * leastRowsOfClass
    ? 'multiclass_classifier'
    : 'regressor';
}
