import { metricWord } from '../../../data/comparison/metricWords.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { t } from './language.ts';
import { fixed, significant } from './numbers.ts';

/** A metric as a head or a label. */
export const metricLabel = (name: MetricName): string => metricWord(t, name);

/** Its value: errors in the unit of the target have no fixed scale, everything else has three decimals. */
export function metricText(name: MetricName, value: number | undefined): string {
  return errorMetrics.includes(name) ? significant(value) : fixed(value, 3);
}

const errorMetrics: readonly MetricName[] = ['rmse', 'mae', 'mse', 'max_absolute_error'];
