import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import { t } from '../language/language.ts';

/** "converged fit 4,190": what the reference of an evaluation reaches in one of its metrics; undefined without a reference. */
export function fitText({ reference }: Evaluation, value: string): string | undefined {
  if (reference === undefined) return undefined;
  return reference.isConverged ? t('converged fit {0}', value) : t('fit {0}, not converged', value);
}
