import type { NumberPicture, PairRelation } from '../../../../data/shapes/pairs.ts';
import { withAlpha } from '../../../kit/charts/colours.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { written, writtenDate } from '../../../kit/charts/twin.ts';
import type { TableTwin } from '../../../kit/charts/twin.ts';
import { linearAxis, niceRange } from '../../../kit/charts/scales.ts';
import type { AxisOptions } from '../../../kit/charts/scales.ts';
import type { Theme } from '../../../kit/charts/theme.ts';
import { tableDate } from '../../../kit/language/dates.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full, significant } from '../../../kit/language/numbers.ts';
import { largest, smallest } from '../../../../learner/extent.ts';
import { lineDatasets } from '../regressionPicture.ts';
import { hexagonPlugin } from './hexagonPlugin.ts';
import type { PairFigure } from './pairPicture.ts';
import { pairTitle } from './pairTitle.ts';

const height = 320;

/** A cloud of points, or of hexagons, with the least-squares line. */
export function numberFigure(pair: PairRelation, picture: NumberPicture): PairFigure {
  const { x, y } = pair;
  return {
    title: pairTitle(pair),
    caption: captionOf(pair, picture),
    panels: [{ draw: cloudPicture(pair, picture), height, yLabel: y, label: t('{0} by {1}', y, x) }],
    twin: twinOf(pair, picture),
  };
}

function captionOf(pair: PairRelation, { line, cloud }: NumberPicture): string {
  const rows =
    cloud.kind === 'points'
      ? t('All {0} rows that have both.', fixed(pair.rowCount))
      : t(
          'Densest: {0} rows in a hexagon, from all {1} rows that have both.',
          fixed(largest(cloud.hexagons.map(({ count }) => count))),
          fixed(pair.rowCount),
        );
  if (line === undefined) return rows;
  const [low, high] = line.slopeInterval;
  return [
    rows,
    t(
      '{0} = {1} {2} {3} × {4}, least squares.',
      pair.y,
      significant(line.intercept, 5),
      line.slope < 0 ? '−' : '+',
      significant(Math.abs(line.slope)),
      pair.x,
    ),
    t('95\u00a0% interval of the slope: {0} to {1}.', significant(low), significant(high)),
    t('Shaded: 95\u00a0% band of the mean.'),
  ].join(' ');
}

function cloudPicture(pair: PairRelation, { dates, line, cloud }: NumberPicture): Draw {
  const marks = cloud.kind === 'points' ? cloud.points : cloud.hexagons;
  const half = cloud.kind === 'points' ? { x: 0, y: 0 } : { x: cloud.stepX / 2, y: cloud.stepY / 3 };
  const xs = marks.map((mark) => mark.x);
  const ys = marks.map((mark) => mark.y);
  const x = axisOf(smallest(xs) - half.x, largest(xs) + half.x, 8, dates.x);
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

/** Round steps; dates have those that chart.js finds. */
const axisOf = (low: number, high: number, steps: number, isDate: boolean): AxisOptions =>
  isDate
    ? { min: low, max: high > low ? high : low + 1, tickText: tableDate, tickCount: 4 }
    : niceRange(low, high, steps);

function markWords(
  { x, y }: PairRelation,
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

function twinOf({ x, y }: PairRelation, { dates, line, cloud }: NumberPicture): TableTwin {
  const write = (value: number, isDate: boolean) =>
    isDate ? writtenDate(value, tableDate(value)) : written(value, full);
  const marks =
    cloud.kind === 'points'
      ? cloud.points.map((mark) => ({ ...mark, what: t('row {0}', fixed(mark.row)) }))
      : cloud.hexagons.map((mark) => ({ ...mark, what: t('{0} rows', fixed(mark.count)) }));
  const columns = [{ label: t('What') }, { label: x, numeric: true }, { label: y, numeric: true }];
  const rows = marks.map((mark) => [mark.what, write(mark.x, dates.x), write(mark.y, dates.y)]);
  if (line === undefined) return { columns, rows };
  return {
    columns: [...columns, { label: t('Band from'), numeric: true }, { label: t('Band to'), numeric: true }],
    rows: [
      ...rows.map((row) => [...row, '–', '–']),
      ...line.band.map((at) => [
        t('line'),
        ...[at.x, at.fit, at.low, at.high].map((value) => written(value, full)),
      ]),
    ],
  };
}
