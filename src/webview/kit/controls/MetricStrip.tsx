import { Explained } from './Explained.tsx';
import { metricHint } from '../language/metricHints.ts';
import type { MetricName } from '../language/metricHints.ts';

export interface Metric {
  /** Which metric it is: what its hover explains. */
  readonly name: MetricName;
  readonly label: string;
  readonly value: string;
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
          {metric.comparison !== undefined && <dd class="l">{metric.comparison}</dd>}
          {metric.reference !== undefined && <dd class="l">{metric.reference}</dd>}
        </div>
      ))}
    </dl>
  );
}
