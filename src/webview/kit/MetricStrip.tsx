export interface Metric {
  readonly label: string;
  readonly value: string;
  /** What it is compared with: "mean baseline 32,580". */
  readonly comparison?: string;
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
          <dt class="l">{metric.label}</dt>
          <dd class="v">{metric.value}</dd>
          {metric.comparison !== undefined && <dd class="l">{metric.comparison}</dd>}
        </div>
      ))}
    </dl>
  );
}
