import { pythonJson } from '../pythonRepr.ts';

export const host = 'host=algo-1';

/** `[MM/DD/YYYY HH:MM:SS LEVEL 1] text`, as the container's Python logging prints. */
export function logged(at: Date, text: string, level: 'INFO' | 'WARNING' | 'ERROR' = 'INFO'): string {
  const [date = '', time = ''] = at.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `[${month}/${day}/${year} ${time.slice(0, 8)} ${level} 1] ${text}`;
}

/** Sum, count and bounds of one metric of a `#metrics` line. */
export interface MetricSummary {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** How the bounds are printed: the sum is a float in any case. */
  readonly bounds: 'float' | 'integer';
}

/** Summary of a single value. */
export const once = (value: number, bounds: MetricSummary['bounds'] = 'float'): MetricSummary => ({
  sum: value,
  count: 1,
  min: value,
  max: value,
  bounds,
});

/** A `#metrics` line: no prefix, keys in the order of the newer images. */
export function metricsLine(
  start: Date,
  end: Date,
  dimensions: Readonly<Record<string, string | number>>,
  metrics: Readonly<Record<string, MetricSummary>>,
): string {
  const bound = (value: number, bounds: MetricSummary['bounds']) =>
    bounds === 'integer' ? String(value) : pythonJson(value);
  const all = { Algorithm: 'Linear Learner', Host: 'algo-1', Operation: 'training', ...dimensions };
  const dimensionText = Object.entries(all).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  const metricText = Object.entries(metrics).map(
    ([name, { sum, count, min, max, bounds }]) =>
      `"${name}": {"sum": ${pythonJson(sum)}, "count": ${count}, "min": ${bound(min, bounds)}, "max": ${bound(max, bounds)}}`,
  );
  const seconds = (date: Date) => pythonJson(date.getTime() / 1000);
  return (
    `#metrics {"StartTime": ${seconds(start)}, "EndTime": ${seconds(end)}, ` +
    `"Dimensions": {${dimensionText.join(', ')}}, "Metrics": {${metricText.join(', ')}}}`
  );
}
