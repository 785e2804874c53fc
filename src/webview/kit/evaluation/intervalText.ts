import type { Evaluation } from '../../../learner/metrics/evaluation.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { t } from '../language/language.ts';

/** "95 %: 0.91–0.98 with other held-out rows"; undefined where the evaluation has no interval of the metric. */
export function intervalText(
  { intervals }: Evaluation,
  name: MetricName,
  format: (value: number) => string,
): string | undefined {
  const interval = intervals?.[name];
  if (interval === undefined) return undefined;
  return t('95 %: {0} to {1} with other held-out rows', format(interval.low), format(interval.high));
}
