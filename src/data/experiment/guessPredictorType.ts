import type { PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { ColumnFacts } from '../shapes/profile.ts';

/** Whole numbers with more values than this are quantities, not names of classes. */
const mostNumberedClasses = 10;
/** Words with more values than this name rows, not classes. */
export const mostNamedClasses = 100;
const leastRowsOfClass = 5;

/** The problem that a target poses, by its type and its distinct values; the user has the last word. */
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
