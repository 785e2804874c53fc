import type { LineFit, RegressionFit } from '../../../data/shapes/profile.ts';
import { withAlpha } from '../../kit/charts/colours.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { linearAxis, niceRange } from '../../kit/charts/scales.ts';
import type { Theme } from '../../kit/charts/theme.ts';
import { pointWords } from './pairs.ts';
import type { Point } from './pairs.ts';
import { largest, smallest } from '../../../learner/extent.ts';

/** Observed values as hollow circles over the line and its 95 % band. */
export function regressionPicture(fit: RegressionFit, points: readonly Point[]): Draw {
  const { band } = fit;
  const xs = [...points.map(({ x }) => x), ...band.map(({ x }) => x)];
  const ys = [...points.map(({ y }) => y), ...band.flatMap(({ low, high }) => [low, high])];
  const x = niceRange(smallest(xs), largest(xs), 10);
  const y = niceRange(smallest(ys), largest(ys), 6);
  const many = points.length > 200;
  return (theme) => {
    return {
      type: 'scatter',
      data: {
        datasets: [
          ...lineDatasets(theme, fit),
          {
            order: -1,
            data: [...points],
            pointRadius: many ? 2 : 4,
            pointHoverRadius: 6,
            backgroundColor: withAlpha(theme.background, 0.6),
            borderColor: theme.foreground,
            borderWidth: many ? 1 : 1.4,
          },
        ],
      },
      options: {
        layout: { padding: { top: 6, right: 8 } },
        scales: {
          x: linearAxis(theme, { ...x, title: fit.feature, axisLine: true }),
          y: linearAxis(theme, { ...y, axisLine: true }),
        },
        plugins: {
          tooltip: {
            filter: ({ datasetIndex }) => datasetIndex === 3,
            callbacks: { label: ({ raw }) => pointWords(raw, fit.feature, fit.target) },
          },
        },
      },
    };
  };
}

/** The line and its band, under points with `order: -1`. */
export function lineDatasets(theme: Theme, line: LineFit | undefined) {
  if (line === undefined) return [];
  const { band } = line;
  const edge = { borderWidth: theme.highContrast ? 1 : 0, borderDash: [3, 3], borderColor: theme.blue };
  return [
    {
      type: 'line' as const,
      data: band.map(({ x, high }) => ({ x, y: high })),
      fill: '+1',
      backgroundColor: withAlpha(theme.blue, 0.22),
      ...edge,
    },
    { type: 'line' as const, data: band.map(({ x, low }) => ({ x, y: low })), ...edge },
    {
      type: 'line' as const,
      data: band.map(({ x, fit }) => ({ x, y: fit })),
      borderColor: theme.blue,
      borderWidth: 2,
    },
  ];
}
