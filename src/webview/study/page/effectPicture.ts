import { largest, smallest } from '../../../learner/extent.ts';
import type { Draw } from '../../kit/charts/Canvas.tsx';
import { withAlpha } from '../../kit/charts/colours.ts';
import { linearAxis, niceRange, placesAxis, spreadPlaces } from '../../kit/charts/scales.ts';
import { t } from '../../kit/language/language.ts';
import { metricText } from '../../kit/language/metricWords.ts';
import { significant, tick } from '../../kit/language/numbers.ts';
import type { VariationsResult, VariedAxis } from '../contract.ts';
import { placeOn } from './axisPlaces.ts';
import { pathWords, valueWords } from './studyWords.ts';

const mostPlaces = 8;

/** The metric of each variation over one of the things varied. */
export function effectPicture(result: VariationsResult, axis: VariedAxis): Draw {
  const { metric, drawn, axes } = result;
  const at = axes.indexOf(axis);
  const { values, path } = axis;
  const last = (values?.length ?? 2) - 1;
  const points = drawn.flatMap(({ values: chosen, value }) => {
    const place = placeOn(axis, chosen[at] ?? null);
    if (place === undefined) return [];
    return [{ x: values === undefined ? place : values.length === 1 ? 0 : place * last, y: value }];
  });
  const means = (values ?? []).map(({ mean }, x) => ({ x, y: mean }));
  const scores = points.map(({ y }) => y);
  const y = niceRange(smallest(scores), largest(scores), 4);
  return (theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        {
          type: 'line',
          order: -1,
          data: means,
          borderColor: theme.blue,
          borderWidth: 2,
          pointRadius: 4,
          pointBackgroundColor: theme.blue,
          clip: 10,
        },
        {
          data: points,
          pointRadius: 3.5,
          pointHitRadius: 4,
          backgroundColor: 'transparent',
          borderColor: withAlpha(theme.foreground, theme.highContrast ? 0.9 : 0.56),
          borderWidth: 1,
        },
      ],
    },
    options: {
      layout: { padding: { top: 6, right: 12 } },
      scales: {
        x:
          values === undefined
            ? { ...placesAxis(theme, 1, rangeTicks(axis), pathWords(path)), min: 0, max: 1 }
            : placesAxis(
                theme,
                values.length,
                spreadPlaces(
                  values.map(({ value }) => valueWords(value, path)),
                  mostPlaces,
                ),
                pathWords(path),
              ),
        y: linearAxis(theme, { ...y, tickText: (value) => tick(value) }),
      },
      plugins: {
        tooltip: {
          callbacks: {
            label: ({ datasetIndex, parsed }) =>
              datasetIndex === 0
                ? t('mean {0}', metricText(metric, parsed.y ?? undefined))
                : metricText(metric, parsed.y ?? undefined),
          },
        },
      },
    },
  });
}

/** Of numbers drawn from a range: its quarters. */
const rangeTicks = ({ low, high, isLog }: VariedAxis) =>
  [0, 0.25, 0.5, 0.75, 1].map((at) => ({
    at,
    text: significant(isLog ? low * (high / low) ** at : low + at * (high - low), 2),
  }));
