import { largest, smallest } from '../../../learner/extent.ts';
import { higherIsBetter } from '../../../learner/metrics/metricNames.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { withAlpha } from '../../kit/charts/colours.ts';
import { labelsPlugin } from '../../kit/charts/labels.ts';
import type { ChartLabel } from '../../kit/charts/labels.ts';
import { linearAxis, niceRange, placesAxis } from '../../kit/charts/scales.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { significant } from '../../kit/language/numbers.ts';
import type { VariationsResult, VariedAxis } from '../contract.ts';
import { placeOn } from './axisPlaces.ts';
import { pathWords, valueWords } from './studyWords.ts';

export const mostAxes = 10;
const mostValueLabels = 8;
const longestLabel = 16;

/** A vertical axis for each thing varied and for the metric, and a line for each variation. */
export function parallelPicture({ metric, axes, drawn }: VariationsResult): Draw {
  const shown = axes.slice(0, mostAxes);
  const scores = drawn.map(({ value }) => value);
  const range = niceRange(smallest(scores), largest(scores), 4);
  const places = [...shown.map(({ path }) => pathWords(path)), metricLabel(metric)];
  const better = higherIsBetter(metric) ? 1 : -1;
  const order = drawn.toSorted((a, b) => better * (b.value - a.value));
  const leading = Math.max(1, Math.ceil(order.length / 10));
  const height = (value: number) => (value - range.min) / (range.max - range.min);
  return (theme) => ({
    type: 'line',
    data: {
      datasets: order.map(({ values, value }, rank) => ({
        order: rank === 0 ? -1 : rank < leading ? 0 : 1,
        data: [
          ...shown.map((axis, x) => ({ x, y: placeOn(axis, values[x] ?? null) ?? Number.NaN })),
          { x: shown.length, y: height(value) },
        ],
        borderColor:
          rank < leading
            ? withAlpha(theme.blue, rank === 0 || theme.highContrast ? 1 : 0.6)
            : withAlpha(theme.foreground, theme.highContrast ? 0.42 : 0.26),
        borderWidth: rank === 0 ? (theme.highContrast ? 3.5 : 2.5) : 1,
      })),
    },
    options: {
      layout: { padding: { top: 14, right: 56, left: 8 } },
      scales: {
        x: {
          ...placesAxis(
            theme,
            places.length,
            places.map((text, at) => ({ at, text: shortened(text) })),
          ),
          min: 0,
          max: places.length - 1,
          grid: { color: theme.axis, lineWidth: 1, drawTicks: false, display: true },
          border: { display: false },
        },
        y: { ...linearAxis(theme, { min: 0, max: 1, gridLines: false }), display: false },
      },
      plugins: { tooltip: { enabled: false } },
    },
    plugins: [
      labelsPlugin(theme, [
        ...shown.flatMap((axis, x) => valueLabels(axis, x)),
        ...scoreTicks(range).map((value) => ({
          text: metricText(metric, value),
          x: shown.length,
          y: height(value),
          dx: 8,
          isFixed: true,
        })),
      ]),
    ],
  });
}

/** The values of an axis beside it; of many, both ends. */
function valueLabels(axis: VariedAxis, x: number): readonly ChartLabel[] {
  const { values, low, high, path } = axis;
  const label = (text: string, y: number) => ({ text: shortened(text), x, y, dx: 3, isFixed: true });
  if (values === undefined) return [label(significant(low), 0), label(significant(high), 1)];
  const all = values.map(({ value }, index) =>
    label(valueWords(value, path), values.length === 1 ? 0.5 : index / (values.length - 1)),
  );
  return all.length <= mostValueLabels ? all : [...all.slice(0, 1), ...all.slice(-1)];
}

const shortened = (text: string) =>
  text.length <= longestLabel ? text : `${text.slice(0, longestLabel - 1)}…`;

function scoreTicks({ min, max, step }: ReturnType<typeof niceRange>): readonly number[] {
  return Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) =>
    Number((min + index * step).toPrecision(12)),
  );
}
