import type { DateProfile } from '../../../data/shapes/profile.ts';
import { mix } from '../../kit/charts/colours.ts';
import type { FigureContent } from '../../kit/charts/Figure.tsx';
import { countRange, linearAxis, placesAxis, spreadPlaces } from '../../kit/charts/scales.ts';
import { writtenDate } from '../../kit/charts/twin.ts';
import { dateUnitText } from '../../kit/language/dates.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { largest } from '../../../learner/extent.ts';
import { dateTitle } from './dateTitle.ts';

const mostTicks = 4;

/** Rows by calendar unit. */
export function dateFigure(name: string, dates: DateProfile): FigureContent {
  const { unit, starts, counts } = dates.bars;
  const labels = starts.map((start) => dateUnitText(start, unit));
  const highest = Math.max(1, largest(counts));
  const count = countRange(highest, 3);
  return {
    title: dateTitle(name, dates),
    panels: [
      {
        draw: (theme) => ({
          type: 'bar',
          data: {
            datasets: [
              {
                data: counts.map((rows, index) => ({ x: index, y: rows })),
                backgroundColor: mix(theme.blue, theme.background, theme.highContrast ? 1 : 0.72),
                barPercentage: 1,
                categoryPercentage: 0.96,
              },
            ],
          },
          options: {
            scales: {
              x: placesAxis(theme, labels.length, spreadPlaces(labels, mostTicks)),
              y: linearAxis(theme, count),
            },
            plugins: {
              tooltip: {
                callbacks: {
                  title: ([item]) => labels[item?.dataIndex ?? 0] ?? '',
                  label: ({ parsed }) => t('{0} rows', fixed(parsed.y)),
                },
              },
            },
          },
        }),
        height: 132,
        yLabel: rowsPer(unit),
      },
    ],
    twin: {
      columns: [{ label: t('When') }, { label: t('Rows'), numeric: true }],
      rows: counts.map((rows, index) => [writtenDate(starts[index] ?? 0, labels[index] ?? ''), fixed(rows)]),
    },
  };
}

function rowsPer(unit: DateProfile['bars']['unit']): string {
  switch (unit) {
    case 'minute':
      return t('Rows per minute');
    case 'hour':
      return t('Rows per hour');
    case 'day':
      return t('Rows per day');
    case 'month':
      return t('Rows per month');
    case 'year':
      return t('Rows per year');
    case 'decade':
      return t('Rows per decade');
  }
}
