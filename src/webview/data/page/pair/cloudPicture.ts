import type { NumberPicture, PairRelation } from '../../../../data/shapes/pairs.ts';
import type { LineFit } from '../../../../data/shapes/profile.ts';
import { largest, smallest } from '../../../../learner/extent.ts';
import { withAlpha } from '../../../kit/charts/colours.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { linearAxis, niceRange } from '../../../kit/charts/scales.ts';
import type { AxisOptions } from '../../../kit/charts/scales.ts';
import type { Theme } from '../../../kit/charts/theme.ts';
import { tableDate } from '../../../kit/language/dates.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full } from '../../../kit/language/numbers.ts';
import { hexagonPlugin } from './hexagonPlugin.ts';

/** Points or hexagons over the least-squares line and its band, with about so many steps of x. */
export function cloudPicture(
  pair: Pick<PairRelation, 'x' | 'y'>,
  { dates, line, cloud }: Omit<NumberPicture, 'kind'>,
  steps = 8,
): Draw {
  const marks = cloud.kind === 'points' ? cloud.points : cloud.hexagons;
  const half = cloud.kind === 'points' ? { x: 0, y: 0 } : { x: cloud.stepX / 2, y: cloud.stepY / 3 };
  const band = line?.band ?? [];
  const xs = [...marks, ...band].map((mark) => mark.x);
  const ys = [...marks.map((mark) => mark.y), ...band.flatMap(({ low, high }) => [low, high])];
  const x = axisOf(smallest(xs) - half.x, largest(xs) + half.x, steps, dates.x);
  const y = axisOf(smallest(ys) - half.y, largest(ys) + half.y, 6, dates.y);
  const many = marks.length > 200;
  const pointsDataset = line === undefined ? 0 : 3;
  return (theme: Theme) => ({
    type: 'scatter',
    data: {
      datasets: [
        ...lineDatasets(theme, line),
        {
          order: -1,
          data: marks.map((mark) => ({ ...mark })),
          pointRadius: cloud.kind === 'hexagons' ? 0 : many ? 2 : 4,
          pointHitRadius: cloud.kind === 'hexagons' ? 6 : 1,
          pointHoverRadius: cloud.kind === 'hexagons' ? 0 : 6,
          backgroundColor: withAlpha(theme.background, 0.6),
          borderColor: theme.foreground,
          borderWidth: many ? 1 : 1.4,
        },
      ],
    },
    options: {
      layout: { padding: { top: 6, right: 8 } },
      scales: {
        x: linearAxis(theme, { ...x, title: pair.x, axisLine: true }),
        y: linearAxis(theme, { ...y, axisLine: true }),
      },
      plugins: {
        tooltip: {
          filter: ({ datasetIndex }) => datasetIndex === pointsDataset,
          callbacks: { label: ({ dataIndex }) => markWords(pair, { dates, cloud }, dataIndex) },
        },
      },
    },
    plugins: cloud.kind === 'hexagons' ? [hexagonPlugin(theme, cloud)] : [],
  });
}

/** Round steps for numbers; chart.js chooses those of dates. */
const axisOf = (low: number, high: number, steps: number, isDate: boolean): AxisOptions =>
  isDate
    ? { min: low, max: high > low ? high : low + 1, tickText: tableDate, tickCount: 4 }
    : niceRange(low, high, steps);

function markWords(
  { x, y }: Pick<PairRelation, 'x' | 'y'>,
  { dates, cloud }: Pick<NumberPicture, 'dates' | 'cloud'>,
  index: number,
): string {
  const valueWords = (value: number, isDate: boolean) => (isDate ? tableDate(value) : full(value));
  const mark = cloud.kind === 'points' ? cloud.points[index] : cloud.hexagons[index];
  if (mark === undefined) return '';
  const at = `${x} ${valueWords(mark.x, dates.x)}, ${y} ${valueWords(mark.y, dates.y)}`;
  return 'row' in mark
    ? t('row {0}: {1}', fixed(mark.row), at)
    : t('{0} rows around {1}', fixed(mark.count), at);
}

/** The line and its band, under points with `order: -1`. */
function lineDatasets(theme: Theme, line: LineFit | undefined) {
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
