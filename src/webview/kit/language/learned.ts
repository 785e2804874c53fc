import type { TargetTransform } from '../../../learner/targetTransform.ts';
import { t } from './language.ts';

/** What the model learned of a target: the target, or a function of it. */
export function learnedText(target: string, transform: TargetTransform | undefined): string {
  switch (transform) {
    case undefined:
      return target;
    case 'log1p':
      return t('log(1 + {0})', target);
    case 'sqrt':
      return `√${target}`;
  }
}
