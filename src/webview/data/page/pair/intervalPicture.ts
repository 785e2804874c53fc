import type { Plugin } from 'chart.js';
import { largest } from '../../../../learner/extent.ts';
import { mix } from '../../../kit/charts/colours.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { linearAxis, niceRange, placesAxis } from '../../../kit/charts/scales.ts';
import type { Theme } from '../../../kit/charts/theme.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, percent } from '../../../kit/language/numbers.ts';
import type { Share } from './shares.ts';

interface IntervalPoint {
  readonly x: number;
  /** What the rows have in common. */
  readonly label: string;
  readonly count: number;
  readonly share: Share | undefined;
}

interface IntervalOptions {
  readonly points: readonly IntervalPoint[];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** The share in all rows. */
  readonly overall: number;
  readonly title: string;
}

/** With more points, error bars overlap; a band replaces them. */
export const mostBars = 60;
const capWidth = 3;

/** Shares with their intervals, joined by a line, and the share in all rows. */
export function intervalPicture({ points, ticks, overall, title }: IntervalOptions): Draw {
  const drawn = points.flatMap(({ share, ...point }) => (share === undefined ? [] : [{ ...point, share }]));
  const highest = Math.max(overall, largest(drawn.map(({ share }) => share.high)), 0.01);
  const y = niceRange(0, Math.min(1, highest), 5);
  const few = points.length <= mostBars;
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          type: 'line',
          data: [-0.5, points.length - 0.5].map((x) => ({ x, y: overall })),
          borderColor: theme.reference,
          borderWidth: 1,
          borderDash: [4, 4],
        },
        {
          type: 'line',
          data: points.map(({ x, share }) => ({ x, y: share?.value ?? Number.NaN })),
          borderColor: few ? mix(theme.blue, theme.background, theme.highContrast ? 1 : 0.5) : theme.blue,
          borderWidth: few ? 1 : 1.5,
        },
        {
          order: -1,
          data: drawn.map(({ x, share }) => ({ x, y: share.value })),
          pointRadius: few ? 4 : 0,
          pointHitRadius: 4,
          backgroundColor: theme.background,
          borderColor: theme.blue,
          borderWidth: 2,
        },
      ],
    },
    options: {
      layout: { padding: { top: 6, right: 8 } },
      scales: {
        x: placesAxis(theme, points.length, ticks, title),
        y: linearAxis(theme, { ...y, tickText: percent }),
      },
      plugins: {
        tooltip: {
          filter: ({ datasetIndex }) => datasetIndex === 2,
          callbacks: {
            label: ({ dataIndex }) => {
              const point = drawn[dataIndex];
              return point === undefined
                ? ''
                : t(
                    '{0}: {1} of {2} rows, {3} to {4}',
                    point.label,
                    percent(point.share.value),
                    fixed(point.count),
                    percent(point.share.low),
                    percent(point.share.high),
                  );
            },
          },
        },
      },
    },
    plugins: [few ? barsPlugin(theme, drawn) : bandPlugin(theme, points)],
  });
}

/** Error bars, under the points. */
function barsPlugin(theme: Theme, points: readonly { readonly x: number; readonly share: Share }[]): Plugin {
  return {
    id: 'intervals',
    beforeDatasetsDraw({ ctx, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.strokeStyle = theme.blue;
      ctx.lineWidth = 1.5;
      for (const { x: at, share } of points) {
        const [left, low, high] = [
          x.getPixelForValue(at),
          y.getPixelForValue(share.low),
          y.getPixelForValue(share.high),
        ];
        ctx.beginPath();
        ctx.moveTo(left, low);
        ctx.lineTo(left, high);
        for (const end of [low, high]) {
          ctx.moveTo(left - capWidth, end);
          ctx.lineTo(left + capWidth, end);
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}

/** The intervals as a band, with gaps where there is none. */
function bandPlugin(theme: Theme, points: readonly IntervalPoint[]): Plugin {
  return {
    id: 'intervals',
    beforeDatasetsDraw({ ctx, scales: { x, y } }) {
      if (x === undefined || y === undefined) return;
      ctx.save();
      ctx.fillStyle = mix(theme.blue, theme.background, theme.highContrast ? 0.45 : 0.22);
      for (const [index, next] of points.entries()) {
        const point = points[index - 1];
        if (point?.share === undefined || next.share === undefined) continue;
        ctx.beginPath();
        ctx.moveTo(x.getPixelForValue(point.x), y.getPixelForValue(point.share.low));
        ctx.lineTo(x.getPixelForValue(point.x), y.getPixelForValue(point.share.high));
        ctx.lineTo(x.getPixelForValue(next.x), y.getPixelForValue(next.share.high));
        ctx.lineTo(x.getPixelForValue(next.x), y.getPixelForValue(next.share.low));
        ctx.closePath();
        ctx.fill();
      }
      ctx.restore();
    },
  };
}
