import { largest, smallest } from '../../../learner/extent.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { withAlpha } from '../../kit/charts/colours.ts';
import { linearAxis, niceRange } from '../../kit/charts/scales.ts';
import { t } from '../../kit/language/language.ts';
import { metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import type { LearningCurveResult } from '../contract.ts';

/** Mean and range of the model over training rows, with the converged fit. */
export function curvePicture({ metric, points }: LearningCurveResult): Draw {
  const values = points.flatMap(({ low, high, reference }) => [
    low,
    high,
    ...(reference === undefined ? [] : [reference]),
  ]);
  const y = niceRange(smallest(values), largest(values), 5);
  const x = niceRange(0, largest(points.map(({ trainRowCount }) => trainRowCount)), 6);
  const at = (pick: (point: (typeof points)[number]) => number | undefined) =>
    points.map((point) => ({ x: point.trainRowCount, y: pick(point) ?? Number.NaN }));
  return (theme) => ({
    type: 'line',
    data: {
      datasets: [
        {
          order: -1,
          data: at(({ mean }) => mean),
          borderColor: theme.blue,
          borderWidth: theme.highContrast ? 3.5 : 2.5,
          pointRadius: 4,
          pointBackgroundColor: theme.blue,
          clip: 10,
        },
        {
          data: at(({ reference }) => reference),
          borderColor: theme.reference,
          borderDash: [4, 4],
          borderWidth: 1.5,
        },
        {
          order: 2,
          data: at(({ high }) => high),
          borderColor: withAlpha(theme.blue, theme.highContrast ? 1 : 0.4),
          borderWidth: 1,
          backgroundColor: withAlpha(theme.blue, theme.highContrast ? 0 : 0.14),
          fill: '+1',
        },
        {
          order: 2,
          data: at(({ low }) => low),
          borderColor: withAlpha(theme.blue, theme.highContrast ? 1 : 0.4),
          borderWidth: 1,
        },
      ],
    },
    options: {
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        x: linearAxis(theme, { ...x, title: t('Training rows'), axisLine: true, gridLines: false }),
        y: linearAxis(theme, { ...y, axisLine: true }),
      },
      plugins: {
        tooltip: {
          filter: ({ datasetIndex }) => datasetIndex < 2,
          callbacks: {
            title: ([item]) => t('{0} training rows', fixed(item?.parsed.x)),
            label: ({ datasetIndex, parsed }) =>
              datasetIndex === 0
                ? t('model {0}', metricText(metric, parsed.y ?? undefined))
                : t('converged fit {0}', metricText(metric, parsed.y ?? undefined)),
          },
        },
      },
    },
  });
}
