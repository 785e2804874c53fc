import type { EvaluationPair, RegressionEvaluation } from '../../../learner/metrics/evaluation.ts';
import type { Draw } from '../charts/Canvas.tsx';
import { withAlpha } from '../charts/colours.ts';
import { categoryAxis, linearAxis, niceRange } from '../charts/scales.ts';
import { radiusFor, scatterOptions } from '../charts/scatter.ts';
import { t } from '../language/language.ts';
import { fixed, significant } from '../language/numbers.ts';
import { largest, smallest } from '../../../learner/extent.ts';

/** Actual (outlined) beside predicted (filled), one pair of bars a row. */
export function pairBars(pairs: readonly EvaluationPair[]): Draw {
  const values = pairs.flatMap(({ actual, predicted }) => [actual, predicted]);
  const y = niceRange(Math.min(0, smallest(values)), Math.max(0, largest(values)), 5);
  const labels = pairs.map(({ row }) => fixed(row));
  const bars = { categoryPercentage: 0.6, barPercentage: 0.94, maxBarThickness: 28 };
  return (theme) => ({
    type: 'bar',
    data: {
      labels,
      datasets: [
        {
          label: t('Actual'),
          data: pairs.map(({ actual }) => actual),
          backgroundColor: withAlpha(theme.foreground, 0.12),
          borderColor: theme.foreground,
          borderWidth: 1.2,
          ...bars,
        },
        {
          label: t('Predicted'),
          data: pairs.map(({ predicted }) => predicted),
          backgroundColor: theme.blue,
          ...bars,
        },
      ],
    },
    options: {
      scales: {
        x: categoryAxis(theme, labels, { title: t('Row of the table'), axisLine: true, skip: true }),
        y: linearAxis(theme, y),
      },
      plugins: {
        tooltip: { callbacks: { title: ([item]) => t('row {0}', item?.label ?? '') } },
      },
    },
  });
}

/** Actual against predicted; the dashed line is where they are equal. */
export function identityScatter({ pairs }: Pick<RegressionEvaluation, 'pairs'>): Draw {
  const values = pairs.flatMap(({ actual, predicted }) => [actual, predicted]);
  const range = niceRange(smallest(values), largest(values), 5);
  const points = pairs.map(({ row, actual, predicted }) => ({ row, x: actual, y: predicted }));
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          type: 'line',
          data: [
            { x: range.min, y: range.min },
            { x: range.max, y: range.max },
          ],
          borderColor: theme.reference,
          borderWidth: 1,
          borderDash: [4, 3],
        },
        {
          order: -1,
          data: points,
          pointRadius: radiusFor(points.length),
          backgroundColor: theme.blue,
          borderColor: theme.background,
          borderWidth: 1,
        },
      ],
    },
    options: scatterOptions(theme, {
      x: range,
      y: range,
      xTitle: t('Actual'),
      pointsDataset: 1,
      label: (index) => {
        const point = points[index];
        return t(
          'row {0}: actual {1}, predicted {2}',
          fixed(point?.row),
          significant(point?.x, 6),
          significant(point?.y, 6),
        );
      },
    }),
  });
}
