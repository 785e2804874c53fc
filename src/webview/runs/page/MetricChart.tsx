import { useMemo } from 'preact/hooks';
import { higherIsBetter } from '../../../learner/metrics/metricNames.ts';
import type { HistoryPoint, MetricHistory } from '../contract.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { written } from '../../kit/charts/twin.ts';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { dateTime, fixed } from '../../kit/language/numbers.ts';
import { historyPicture } from './historyPicture.ts';

/** The metric that runs are ranked by, run after run. */
export function MetricChart({ history }: { readonly history: MetricHistory }) {
  const { metric, points, runCount, otherCount } = history;
  const draw = useMemo(() => historyPicture(history), [history]);
  const text = (value: number) => metricText(metric, value);
  const hasIntervals = points.some(({ low }) => low !== undefined);
  return (
    <Figure
      testId="metric-history"
      title={titleOf(history)}
      panels={[{ draw, height: 132, yLabel: metricLabel(metric) }]}
      caption={[
        runCount === points.length
          ? t('One point per run, oldest first.')
          : t('The newest {0} of {1} runs, oldest first.', fixed(points.length), fixed(runCount)),
        othersText(otherCount, metricLabel(metric)),
        hasIntervals ? t('Bars: the 95 % interval on the held-out rows.') : '',
        points.some(({ isPinned }) => isPinned) ? t('Dashed: the pinned run.') : '',
      ]
        .filter(Boolean)
        .join(' ')}
      twin={{
        columns: [
          { label: t('Run') },
          { label: t('When') },
          { label: metricLabel(metric), numeric: true },
          { label: t('From'), numeric: true },
          { label: t('To'), numeric: true },
        ],
        rows: points.map((point) => [
          point.isPinned ? t('{0} (pinned)', point.title) : point.title,
          { text: dateTime(point.createdAt), value: point.createdAt },
          written(point.value, text),
          written(point.low, text),
          written(point.high, text),
        ]),
      }}
    />
  );
}

function othersText(count: number, metric: string): string {
  if (count === 0) return '';
  return count === 1
    ? t('1 run that is not measured by {0} is left out.', metric)
    : t('{0} runs that are not measured by {1} are left out.', fixed(count), metric);
}

/** How the newest run compares: with the pinned one, else with the best. */
function titleOf({ metric, points }: MetricHistory): string {
  const newest = points.at(-1);
  const pinned = points.find(({ isPinned }) => isPinned);
  const best = bestOf(points, higherIsBetter(metric));
  if (newest === undefined || best === undefined) return metricLabel(metric);
  const [label, value] = [metricLabel(metric), metricText(metric, newest.value)];
  if (pinned !== undefined && pinned !== newest)
    return t(
      '{0} {1} in the newest run, {2} in the pinned one',
      label,
      value,
      metricText(metric, pinned.value),
    );
  if (best === newest) return t('{0} {1} in the newest run, the best so far', label, value);
  return t(
    '{0} {1} in the newest run, {2} in the best ({3})',
    label,
    value,
    metricText(metric, best.value),
    dateTime(best.createdAt),
  );
}

function bestOf(points: readonly HistoryPoint[], isMoreBetter: boolean): HistoryPoint | undefined {
  const [first] = points;
  if (first === undefined) return undefined;
  return points.reduce(
    (best, point) => ((isMoreBetter ? point.value > best.value : point.value < best.value) ? point : best),
    first,
  );
}
