import type { ColumnProfile, NumericProfile, Profile } from '../../../data/shapes/profile.ts';
import { mix } from '../../kit/charts/colours.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { countRange, linearAxis } from '../../kit/charts/scales.ts';
import type { AxisOptions } from '../../kit/charts/scales.ts';
import type { FigureContent } from '../../kit/charts/Figure.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, full } from '../../kit/language/numbers.ts';
import { barRange } from './barRange.ts';
import { categoryFigure } from './categoryFigure.ts';
import { dateFigure } from './dateFigure.ts';
import { plainDistribution } from './plainDistribution.ts';
import { ownDecimals } from './statistics.ts';
import { largest } from '../../../learner/extent.ts';

const axisWidth = 36;
/** The box is under the histogram: both leave the same room at both sides. */
const rightRoom = 14;
/** Odd, so that the whiskers lie on one row of pixels. */
const boxHeight = 29;
/** Of histograms, and of what shares an axis with them. */
export const histogramLayout = { autoPadding: false, padding: { top: 6, right: rightRoom } };
const histogramSteps = 6;
/** A gap between neighbouring values that is worth a title: this share of the range. */
const remarkableGap = 0.12;
/** With so few distinct values gaps are no news. */
const fewValues = 15;

/** The histogram and box of a column of numbers, a calendar of dates, the most frequent values of any other; nothing where words say it all. */
export function distributionFigure(column: ColumnProfile, profile: Profile): FigureContent | undefined {
  if (plainDistribution(column) !== undefined) return undefined;
  const { numeric, dates, topValues } = column;
  if (numeric !== undefined) return histogramFigure(column.name, numeric, profile);
  if (dates !== undefined) return dateFigure(column.name, dates);
  return topValues === undefined ? undefined : categoryFigure(column, topValues);
}

function histogramFigure(name: string, numeric: NumericProfile, profile: Profile): FigureContent {
  const { edges, counts } = numeric.bars;
  const value = (x: number) => ownDecimals(x, numeric);
  const binWidth = Number(((edges[1] ?? 0) - (edges[0] ?? 0)).toPrecision(8));
  const isOneAValue = !Number.isInteger(edges[0]) && binWidth === 1;
  const five: [string, number][] = [
    [t('Minimum'), numeric.min],
    [t('25\u00a0%'), numeric.q1],
    [t('Median'), numeric.median],
    [t('75\u00a0%'), numeric.q3],
    [t('Maximum'), numeric.max],
  ];
  return {
    title: histogramTitle(name, numeric, profile),
    panels: [
      {
        draw: histogram(numeric, { width: axisWidth }),
        height: 132,
        yLabel: isOneAValue ? t('Rows') : t('Rows per {0}', full(binWidth)),
      },
      { draw: box(numeric), height: boxHeight, isDecoration: true },
    ],
    twin: {
      columns: [
        { label: t('From'), numeric: true },
        { label: t('To'), numeric: true },
        { label: t('Rows'), numeric: true },
      ],
      rows: [
        ...counts.map((count, index) => [...binEnds(numeric, index), fixed(count)]),
        ...five.map(([label, x]) => [label, value(x), '']),
      ],
    },
  };
}

function histogramTitle(name: string, numeric: NumericProfile, profile: Profile): string {
  const value = (x: number) => ownDecimals(x, numeric);
  const gap = largestGap(name, profile);
  if (
    gap !== undefined &&
    gap.valueCount > fewValues &&
    gap.to - gap.from > remarkableGap * (numeric.max - numeric.min) &&
    isSeen(gap, numeric)
  )
    return t('{0}: no row between {1} and {2}', name, value(gap.from), value(gap.to));
  return t('{0}: half of the rows are between {1} and {2}', name, value(numeric.q1), value(numeric.q3));
}

/** The picture shows the gap: a whole bar of it is empty. */
function isSeen({ from, to }: { from: number; to: number }, { bars }: NumericProfile): boolean {
  const { edges, counts } = bars;
  return counts.some(
    (count, bar) => count === 0 && (edges[bar] ?? to) >= from && (edges[bar + 1] ?? from) <= to,
  );
}

/** The widest gap between neighbouring values; only known when no row was left out. */
function largestGap(
  name: string,
  { points }: Profile,
): { from: number; to: number; valueCount: number } | undefined {
  const index = points.columns.indexOf(name);
  if (index < 0 || points.shownCount < points.totalCount) return undefined;
  const values = points.rows.flatMap(({ values }) => values[index] ?? []).toSorted((a, b) => a - b);
  let widest: { from: number; to: number } | undefined;
  for (const [position, from] of values.entries()) {
    const to = values[position + 1];
    if (to !== undefined && to - from > (widest === undefined ? 0 : widest.to - widest.from))
      widest = { from, to };
  }
  return widest && { ...widest, valueCount: new Set(values).size };
}

/** Bars over a linear axis, one a bin. */
export function histogram(numeric: NumericProfile, y: AxisOptions = {}, steps = histogramSteps): Draw {
  const { edges, counts } = numeric.bars;
  const x = barRange(numeric, steps);
  const count = countRange(Math.max(1, largest(counts)), 3);
  return (theme) => ({
    type: 'bar',
    data: {
      datasets: [
        {
          data: counts.map((rows, index) => ({
            x: ((edges[index] ?? 0) + (edges[index + 1] ?? 0)) / 2,
            y: rows,
          })),
          backgroundColor: mix(theme.blue, theme.background, theme.highContrast ? 1 : 0.72),
          barPercentage: 1,
          categoryPercentage: 0.96,
        },
      ],
    },
    options: {
      layout: histogramLayout,
      scales: {
        x: ticksAtSteps({ ...linearAxis(theme, { ...x, gridLines: false, axisLine: true }), offset: false }),
        y: linearAxis(theme, { ...count, ...y }),
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => {
              const [from, to] = binEnds(numeric, item?.dataIndex ?? 0);
              return from === to ? from : t('{0} to {1}', from, to);
            },
            label: ({ parsed }) => t('{0} rows', fixed(parsed.y)),
          },
        },
      },
    },
  });
}

/** No tick at an end of the axis that is none of its steps. */
export function ticksAtSteps<Axis extends ReturnType<typeof linearAxis>>(axis: Axis) {
  return { ...axis, ticks: { ...axis.ticks, includeBounds: false } };
}

/** The lower and the upper end of a bar as text; twice the value of a bar that holds one whole number. */
function binEnds({ bars: { edges }, decimals }: NumericProfile, bar: number): readonly [string, string] {
  const [from = 0, to = 0] = edges.slice(bar, bar + 2);
  if (decimals === 0 && to - from === 1 && !Number.isInteger(from))
    return [fixed(from + 0.5), fixed(from + 0.5)];
  return [full(from), full(to)];
}

function box(numeric: NumericProfile): Draw {
  const { min, q1, median, q3, max } = numeric;
  const range = barRange(numeric, histogramSteps);
  return (theme) => ({
    type: 'boxplot',
    data: {
      labels: [''],
      datasets: [
        {
          data: [{ min, q1, median, q3, max, whiskerMin: min, whiskerMax: max, items: [], outliers: [] }],
          backgroundColor: 'transparent',
          borderColor: theme.foreground,
          borderWidth: 1,
          medianColor: theme.blue,
          meanRadius: 0,
          itemRadius: 0,
          barThickness: 12,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      events: [],
      layout: { autoPadding: false, padding: { left: axisWidth, right: rightRoom } },
      scales: { x: { display: false, min: range.min, max: range.max }, y: { display: false } },
      plugins: { tooltip: { enabled: false } },
    },
  });
}
