import { Explained } from './Explained.tsx';
import { t } from '../language/language.ts';
import { metricHint } from '../language/metricHints.ts';
import type { MetricName } from '../language/metricHints.ts';

export interface Metric {
  /** Which metric it is: what its hover explains. */
  readonly name: MetricName;
  readonly label: string;
  readonly value: string;
  /** Where it could be by chance: "95 %: 0.91 to 0.98 with other held-out rows". */
  readonly interval?: string | undefined;
  /** What it is compared with: "mean baseline 32,580". */
  readonly comparison?: string;
  /** What a converged fit reaches: "converged fit 4,190". */
  readonly reference?: string | undefined;
}

export function MetricStrip({
  metrics,
  label,
}: {
  readonly metrics: readonly Metric[];
  readonly label: string;
}) {
  return (
    <dl class="metrics" aria-label={label}>
      {metrics.map((metric) => (
        <div key={metric.label}>
          <dt class="l">
            <Explained text={metricHint(metric.name)}>{metric.label}</Explained>
          </dt>
          <dd class="v">{metric.value}</dd>
          {metric.interval !== undefined && (
            <dd class="l">
              <Explained
                text={t(
                  'From up to 1,000 random draws of as many held-out rows with replacement (bootstrap): the metric is in this range in 95 of 100 of them. Few rows make it wide. Compare two runs by their difference on the same rows, not by whether their ranges overlap.',
                )}
              >
                {metric.interval}
              </Explained>
            </dd>
          )}
          {metric.comparison !== undefined && <dd class="l">{metric.comparison}</dd>}
          {metric.reference !== undefined && <dd class="l">{metric.reference}</dd>}
        </div>
      ))}
    </dl>
  );
}
