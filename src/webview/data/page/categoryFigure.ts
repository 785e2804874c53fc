import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import { mix, withAlpha } from '../../kit/charts/colours.ts';
import type { FigureContent } from '../../kit/charts/Figure.tsx';
import { categoryAxis, countRange, linearAxis } from '../../kit/charts/scales.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { largest } from '../../../learner/extent.ts';
import { categoryBars, categoryTitle } from './categoryBars.ts';
import type { TopValues } from './categoryBars.ts';

const longestLabel = 24;

/** The most frequent values and how often each occurs, and the others together. */
export function categoryFigure(column: ColumnProfile, values: TopValues): FigureContent {
  const bars = categoryBars(column, values);
  const labels = bars.map(({ label }) =>
    label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label,
  );
  const count = countRange(Math.max(1, largest(bars.map((bar) => bar.count))), 4);
  return {
    title: categoryTitle(column, values),
    panels: [
      {
        draw: (theme) => {
          const blue = mix(theme.blue, theme.background, theme.highContrast ? 1 : 0.72);
          return {
            type: 'bar',
            data: {
              labels,
              datasets: [
                {
                  data: bars.map((bar) => bar.count),
                  backgroundColor: bars.map(({ isRest }) =>
                    isRest ? withAlpha(theme.foreground, 0.12) : blue,
                  ),
                  borderColor: theme.foreground,
                  borderWidth: bars.map(({ isRest }) => (isRest ? 1.2 : 0)),
                  maxBarThickness: 14,
                },
              ],
            },
            options: {
              indexAxis: 'y',
              scales: {
                x: linearAxis(theme, { ...count, axisLine: true }),
                y: categoryAxis(theme, labels),
              },
            },
          };
        },
        height: Math.max(80, 36 + 18 * bars.length),
        yLabel: t('Rows'),
      },
    ],
    twin: {
      columns: [{ label: t('Value') }, { label: t('Rows'), numeric: true }],
      rows: bars.map((bar) => [bar.label, fixed(bar.count)]),
    },
  };
}
