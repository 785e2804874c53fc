import { largest, smallest } from '../../../learner/extent.ts';
import type { LastRuns } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { dateTime, fixed } from '../../kit/language/numbers.ts';

const width = 64;
const height = 16;
/** Room for the dots. */
const margin = 3;

/** The metric of the last runs as a line in the text, oldest at the left; a click shows the runs. */
export function RunSparkline({ metric, runs, onClick }: LastRuns & { readonly onClick: () => void }) {
  const newest = runs.at(-1);
  if (newest === undefined) return null;
  const label = metricLabel(metric);
  const shown = `${label} ${metricText(metric, newest.value)}`;
  const all = runs.map(({ value, createdAt }) =>
    t('{0} ({1})', metricText(metric, value), dateTime(createdAt)),
  );
  const summary =
    runs.length === 1
      ? t('{0} of the last run: {1}', label, all.join(', '))
      : t('{0} of the last {1} runs, oldest first: {2}', label, fixed(runs.length), all.join(', '));
  const points = placesOf(runs.map(({ value }) => value));
  const last = points.at(-1);
  return (
    <button
      type="button"
      class="link run-sparkline"
      title={summary}
      aria-label={t('{0}: {1}. Show runs', shown, summary)}
      data-testid="last-runs"
      onClick={onClick}
    >
      {shown}
      {points.length > 1 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
          {points.map(({ x, y }) => (
            <circle key={x} cx={x} cy={y} r="1.5" />
          ))}
          {last && <circle cx={last.x} cy={last.y} r="2.5" />}
        </svg>
      )}
    </button>
  );
}

/** From left to right; equal values are in the middle. */
function placesOf(values: readonly number[]): readonly { readonly x: number; readonly y: number }[] {
  const [low, high] = [smallest(values), largest(values)];
  const step = (width - 2 * margin) / Math.max(1, values.length - 1);
  return values.map((value, index) => ({
    x: margin + index * step,
    y: height - margin - (high > low ? (value - low) / (high - low) : 0.5) * (height - 2 * margin),
  }));
}
