import { higherIsBetter } from '../../../learner/metrics/metricNames.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { CrossValidationResult, MetricSummary } from '../contract.ts';

/** "R² is 0.951 ± 0.012 over 5 folds" */
export function summaryTitle(main: MetricSummary, foldCount: number, isDone: boolean): string {
  const { name, mean, standardError } = main;
  const values = [metricLabel(name), metricText(name, mean)] as const;
  if (standardError === undefined) return t('{0} is {1} on the first fold', ...values);
  const spread = metricText(name, standardError);
  return isDone
    ? t('{0} is {1} ± {2} over {3} folds', ...values, spread, fixed(foldCount))
    : t('{0} is {1} ± {2} over {3} folds so far', ...values, spread, fixed(foldCount));
}

/** What another split of the same rows could have said. */
export function rangeWords({ name, low, high }: MetricSummary, foldCount: number): string {
  if (foldCount < 2) return t('One fold says nothing about other splits yet.');
  return t(
    'Other splits of the same rows would give {0} {1} to {2}: that is the range of the folds.',
    metricLabel(name),
    metricText(name, low),
    metricText(name, high),
  );
}

/** The one number of the newest run, against the folds. */
export function heldWords(
  { name, low, high, mean }: MetricSummary,
  held: NonNullable<CrossValidationResult['held']>,
): string {
  const values = [
    metricLabel(name),
    metricText(name, held.value),
    fixed(held.rowCount),
    metricText(name, mean),
  ] as const;
  if (held.value >= low && held.value <= high)
    return t(
      'The newest run has {0} {1} on its {2} held-out rows: within that range. The mean of the folds is {3}.',
      ...values,
    );
  const isLucky = higherIsBetter(name) ? held.value > high : held.value < low;
  return isLucky
    ? t(
        'The newest run has {0} {1} on its {2} held-out rows: better than every fold, so its split was a lucky one. Expect {3}.',
        ...values,
      )
    : t(
        'The newest run has {0} {1} on its {2} held-out rows: worse than every fold, so its split was an unlucky one. Expect {3}.',
        ...values,
      );
}

/** What a fit that has converged reaches on the same folds. */
export function referenceWords({ name, mean, standardError = 0 }: MetricSummary, reference: number): string {
  const gap = higherIsBetter(name) ? reference - mean : mean - reference;
  const value = metricText(name, reference);
  if (Math.abs(gap) <= standardError)
    return t(
      'A converged fit to the same folds has {0}: the difference is within the standard error.',
      value,
    );
  return gap > 0
    ? t(
        'A converged fit to the same folds has {0}: there is something to gain from more epochs or another learning rate.',
        value,
      )
    : t('A converged fit to the same folds has {0}: stopping early does this model good.', value);
}
