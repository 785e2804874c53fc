import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** The problems in words, SageMaker's own name behind them. */
export const problemNames = (): Readonly<Record<PredictorType, string>> => ({
  regressor: t('Regression (regressor)'),
  binary_classifier: t('Two classes (binary_classifier)'),
  multiclass_classifier: t('Several classes (multiclass_classifier)'),
});

export function classesHint({
  count,
  names,
}: {
  readonly count: number;
  readonly names: readonly string[];
}): string {
  const listed = names.length < count ? t('{0}, …', names.join(', ')) : names.join(', ');
  return t('{0} classes: {1}', fixed(count), listed);
}
