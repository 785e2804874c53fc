import type {
  ClassSeries,
  NumberSeries,
  PairRelation,
  PeriodUnit,
  TimePicture,
} from '../../../../data/shapes/pairs.ts';
import { largest, smallest } from '../../../../learner/extent.ts';
import { withAlpha } from '../../../kit/charts/colours.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { linearAxis, niceRange, placesAxis, spreadPlaces } from '../../../kit/charts/scales.ts';
import { written, writtenDate } from '../../../kit/charts/twin.ts';
import { dateUnitText } from '../../../kit/language/dates.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full } from '../../../kit/language/numbers.ts';
import { intervalPicture } from './intervalPicture.ts';
import type { PairFigure } from './pairPicture.ts';
import { pairTitle } from './pairTitle.ts';
import { classPanels, intervalWords, othersWords, shareCells, shareColumns } from './shareFigure.ts';
import { brief, overallOf, shareOf } from './shares.ts';

const mostTicks = 5;
/** Points of so few periods are marked. */
const fewPeriods = 60;

/** A column by the periods of another one, which is dates. */
export function timeFigure(pair: PairRelation, { datesOf, unit, series }: TimePicture): PairFigure {
  const [dates, other] = datesOf === 'x' ? [pair.x, pair.y] : [pair.y, pair.x];
  return series.kind === 'numbers'
    ? numbersOverTime(pair, series, { unit, dates, other })
    : classesOverTime(pair, series, { unit, dates, other });
}

interface Axes {
  readonly unit: PeriodUnit;
  readonly dates: string;
  readonly other: string;
}

function numbersOverTime(
  pair: PairRelation,
  { periods }: NumberSeries,
  { unit, dates, other }: Axes,
): PairFigure {
  const labels = periods.map(({ start }) => dateUnitText(start, unit));
  return {
    title: pairTitle(pair),
    caption: [
      meanWords(unit),
      t('Shaded: interquartile range.'),
      t('All {0} rows with both values.', fixed(pair.rowCount)),
    ].join(' '),
    panels: [{ draw: meanPicture(periods, labels, dates), height: 260, yLabel: other }],
    twin: {
      columns: [
        { label: dates },
        ...[t('Rows'), t('Mean'), t('25\u00a0%'), t('Median'), t('75\u00a0%')].map((label) => ({
          label,
          numeric: true,
        })),
      ],
      rows: periods.map(({ start, count, figures }, at) => [
        writtenDate(start, labels[at] ?? ''),
        written(count, fixed),
        ...[figures?.mean, figures?.q1, figures?.median, figures?.q3].map((value) => written(value, full)),
      ]),
    },
  };
}

function classesOverTime(
  pair: PairRelation,
  { periods, classes }: ClassSeries,
  { unit, dates, other }: Axes,
): PairFigure {
  const labels = periods.map(({ start }) => dateUnitText(start, unit));
  const ticks = spreadPlaces(labels, mostTicks);
  return {
    title: pairTitle(pair),
    caption: [shareWords(unit), intervalWords(periods.length), ...othersWords(classes, other)].join(' '),
    panels: classPanels(classes, periods, (index) =>
      intervalPicture({
        points: periods.map((period, at) => ({
          x: at,
          label: labels[at] ?? '',
          count: period.count,
          share: shareOf(period, index),
        })),
        ticks,
        overall: overallOf(periods, index),
        title: dates,
      }),
    ),
    ...(classes.names.length > 1 ? { columns: 2 } : {}),
    twin: {
      columns: [{ label: dates }, ...shareColumns(classes)],
      rows: periods.map((period, at) => [writtenDate(period.start, labels[at] ?? ''), ...shareCells(period)]),
    },
  };
}

/** The mean of each period in a band of its quartiles. */
function meanPicture(periods: NumberSeries['periods'], labels: readonly string[], title: string): Draw {
  const present = periods.flatMap(({ figures }) => figures ?? []);
  const y = niceRange(
    smallest(present.flatMap(({ mean, q1 }) => [mean, q1])),
    largest(present.flatMap(({ mean, q3 }) => [mean, q3])),
    5,
  );
  const at = (of: 'mean' | 'q1' | 'q3') =>
    periods.map(({ figures }, x) => ({ x, y: figures?.[of] ?? Number.NaN }));
  return (theme) => {
    const edge = { borderWidth: theme.highContrast ? 1 : 0, borderDash: [3, 3], borderColor: theme.blue };
    return {
      type: 'scatter',
      data: {
        datasets: [
          { type: 'line', data: at('q3'), fill: '+1', backgroundColor: withAlpha(theme.blue, 0.22), ...edge },
          { type: 'line', data: at('q1'), ...edge },
          {
            type: 'line',
            order: -1,
            data: at('mean'),
            borderColor: theme.blue,
            borderWidth: 1.5,
            pointRadius: periods.length <= fewPeriods ? 2.5 : 0,
            pointHitRadius: 4,
            pointBackgroundColor: theme.blue,
          },
        ],
      },
      options: {
        layout: { padding: { top: 6, right: 8 } },
        scales: {
          x: placesAxis(theme, periods.length, spreadPlaces(labels, mostTicks), title),
          y: linearAxis(theme, y),
        },
        plugins: {
          tooltip: {
            filter: ({ datasetIndex }) => datasetIndex === 2,
            callbacks: {
              label: ({ dataIndex }) => periodWords(labels[dataIndex] ?? '', periods[dataIndex]),
            },
          },
        },
      },
    };
  };
}

function periodWords(label: string, period: NumberSeries['periods'][number] | undefined): string {
  if (period?.figures === undefined) return label;
  const { mean, q1, q3 } = period.figures;
  return t(
    '{0}: mean {1} of {2} rows, half of them between {3} and {4}',
    label,
    brief(mean),
    fixed(period.count),
    brief(q1),
    brief(q3),
  );
}

function meanWords(unit: PeriodUnit): string {
  switch (unit) {
    case 'second':
      return t('Mean per second.');
    case 'minute':
      return t('Mean per minute.');
    case 'hour':
      return t('Mean per hour.');
    case 'day':
      return t('Mean per day.');
    case 'week':
      return t('Mean per week, from Monday.');
    case 'month':
      return t('Mean per month.');
    case 'year':
      return t('Mean per year.');
    case 'decade':
      return t('Mean per decade.');
  }
}

function shareWords(unit: PeriodUnit): string {
  switch (unit) {
    case 'second':
      return t('Share per second.');
    case 'minute':
      return t('Share per minute.');
    case 'hour':
      return t('Share per hour.');
    case 'day':
      return t('Share per day.');
    case 'week':
      return t('Share per week, from Monday.');
    case 'month':
      return t('Share per month.');
    case 'year':
      return t('Share per year.');
    case 'decade':
      return t('Share per decade.');
  }
}
