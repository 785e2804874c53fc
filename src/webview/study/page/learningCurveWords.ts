import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { LearningCurveResult, MoreRows } from '../contract.ts';

/** "R² goes from 0.61 with 40 rows to 0.94 with 400" */
export function curveTitle({ metric, points }: LearningCurveResult): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return metricLabel(metric);
  if (first === last)
    return t(
      '{0} is {1} with {2} training rows',
      metricLabel(metric),
      metricText(metric, first.mean),
      fixed(first.trainRowCount),
    );
  return t(
    '{0} goes from {1} with {2} training rows to {3} with {4}',
    metricLabel(metric),
    metricText(metric, first.mean),
    fixed(first.trainRowCount),
    metricText(metric, last.mean),
    fixed(last.trainRowCount),
  );
}

/** The answer, and what it rests on. */
export function moreRowsWords(metric: MetricName, { verdict, rowCount, gain }: MoreRows): string {
  const values = [
    fixed(2 * rowCount),
    metricLabel(metric),
    metricText(metric, gain.value),
    metricText(metric, gain.low),
    metricText(metric, gain.high),
  ] as const;
  switch (verdict) {
    case 'yes':
      return t(
        'Yes: with {0} training rows, twice as many, {1} would likely be better by {2} ({3} to {4}).',
        ...values,
      );
    case 'little':
      return t(
        'Hardly: with {0} training rows, twice as many, {1} would likely be better by only {2} ({3} to {4}). Other features or another encoding will do more.',
        ...values,
      );
    case 'unclear':
      return t(
        'That is not clear: with {0} training rows, twice as many, {1} may be better by {2} ({3} to {4}). More repeats would tell.',
        ...values,
      );
  }
}
