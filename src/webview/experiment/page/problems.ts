import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import type { PreflightItem } from '../../../data/shapes/preflight.ts';
import { t } from '../../kit/language.ts';
import { fixed } from '../../kit/numbers.ts';

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

type ClassKind = Extract<
  PreflightItem['kind'],
  | 'class-count'
  | 'class-limit'
  | 'positive-class'
  | 'num-classes'
  | 'class-not-in-training'
  | 'one-class'
  | 'classes-known'
>;

/** The preflight's items about the classes of a target, in words. */
export function classText(kind: ClassKind, facts: PreflightItem['facts']): string {
  const text = (name: string) => String(facts[name] ?? '');
  const count = (name: string) => fixed(Number(facts[name] ?? 0));
  switch (kind) {
    case 'class-count':
      return text('predictorType') === 'binary_classifier'
        ? t('{0} has {1} different values; a binary_classifier needs 2.', text('target'), count('count'))
        : t(
            '{0} has {1} different values; a multiclass_classifier needs 3 or more.',
            text('target'),
            count('count'),
          );
    case 'class-limit':
      return t('{0} has {1} different values: too many to be classes.', text('target'), count('count'));
    case 'positive-class':
      return t(
        'The positive class is {0}, which is not a value of {1}: its classes are {2}.',
        text('given'),
        text('target'),
        text('names'),
      );
    case 'num-classes':
      return t(
        'num_classes is {0}, but {1} has {2} classes.',
        count('given'),
        text('target'),
        count('count'),
      );
    case 'class-not-in-training':
      return t(
        '{0} classes are missing from the training rows, so the model never predicts them: {1}.',
        count('count'),
        text('names'),
      );
    case 'one-class':
      return t(
        'All training rows have {0} in {1}: there are no two classes to learn.',
        text('name'),
        text('target'),
      );
    case 'classes-known':
      return facts['count'] === 2
        ? t('Both classes of {0} are in the training rows', text('target'))
        : t('All {0} classes of {1} are in the training rows', count('count'), text('target'));
  }
}
