import type { Plugin } from 'chart.js';
import { largest, smallest } from '../../../learner/extent.ts';
import type { HistoryPoint, MetricHistory } from '../contract.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { mix } from '../../kit/charts/colours.ts';
import { linearAxis, niceRange, placesAxis, spreadPlaces } from '../../kit/charts/scales.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { locale } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { clock, dateTime } from '../../kit/language/numbers.ts';
import { intervalText } from './cellText.ts';

const capWidth = 3;
/** With more points, their caps overlap. */
const mostCaps = 60;

/** One point a run at equal distances, with its interval; the pinned run's value as a dashed line. */
export function historyPicture({ metric, points }: MetricHistory): Draw {
  const ends = points.flatMap(({ value, low = value, high = value }) => [low, value, high]);
  const y = niceRange(smallest(ends), largest(ends), 4);
  const pinned = points.find(({ isPinned }) => isPinned);
  const few = points.length <= mostCaps;
  const ticks = spreadPlaces(timeLabels(points), 8).filter(({ text }, at, all) => all[at - 1]?.text !== text);
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          type: 'line',
          data: pinned === undefined ? [] : [-0.5, points.length - 0.5].map((x) => ({ x, y: pinned.value })),
          borderColor: theme.reference,
          borderWidth: 1,
          borderDash: [4, 4],
        },
        {
          type: 'line',
          data: points.map(({ value }, x) => ({ x, y: value })),
          borderColor: mix(theme.blue, theme.background, theme.highContrast ? 1 : 0.5),
          borderWidth: 1,
        },
        {
          order: -1,
          data: points.map(({ value }, x) => ({ x, y: value })),
          pointRadius: points.map(({ isPinned }) => (isPinned ? 5 : few ? 3.5 : 2)),
          pointStyle: points.map(({ isPinned }) => (isPinned ? ('rectRot' as const) : ('circle' as const))),
          pointHitRadius: 4,
          backgroundColor: theme.blue,
          borderColor: theme.background,
          borderWidth: 1,
        },
      ],
    },
    options: {
      layout: { padding: { top: 6, right: 8 } },
      scales: {
        x: placesAxis(theme, points.length, ticks),
        y: linearAxis(theme, y),
      },
      plugins: {
        tooltip: {
          filter: ({ datasetIndex }) => datasetIndex === 2,
          callbacks: {
            label: ({ dataIndex }) => {
              const point = points[dataIndex];
              if (point === undefined) return '';
              const value = `${metricText(metric, point.value)}${intervalText({ name: metric, ...point })}`;
              return `${point.title}, ${dateTime(point.createdAt)}: ${metricLabel(metric)} ${value}`;
            },
          },
        },
      },
    },
    plugins: [intervalsPlugin(theme, points, few)],
  });
}

/** The days of the runs, or where all are of one day their times. */
function timeLabels(points: readonly HistoryPoint[]): readonly string[] {
  const days = points.map(({ createdAt }) =>
    new Date(createdAt).toLocaleDateString(locale(), { day: 'numeric', month: 'short' }),
  );
  const isOneDay = days.every((day) => day === days[0]);
  return isOneDay ? points.map(({ createdAt }) => clock(createdAt, false)) : days;
}

/** The interval of each run, under its point. */
function intervalsPlugin(theme: Theme, points: readonly HistoryPoint[], hasCaps: boolean): Plugin {
  return {
    id: 'intervals',
    beforeDatasetsDraw({ ctx, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.strokeStyle = theme.blue;
      ctx.lineWidth = hasCaps ? 1.5 : 1;
      for (const [at, { low, high }] of points.entries()) {
        if (low === undefined || high === undefined) continue;
        const [left, bottom, top] = [
          x.getPixelForValue(at),
          y.getPixelForValue(low),
          y.getPixelForValue(high),
        ];
        ctx.beginPath();
        ctx.moveTo(left, bottom);
        ctx.lineTo(left, top);
        for (const end of hasCaps ? [bottom, top] : []) {
          ctx.moveTo(left - capWidth, end);
          ctx.lineTo(left + capWidth, end);
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
