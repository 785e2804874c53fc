import type { NumberPicture, PairRelation } from '../../../../data/shapes/pairs.ts';
import { written, writtenDate } from '../../../kit/charts/twin.ts';
import type { TableTwin } from '../../../kit/charts/twin.ts';
import { tableDate } from '../../../kit/language/dates.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full, significant } from '../../../kit/language/numbers.ts';
import { largest } from '../../../../learner/extent.ts';
import { cloudPicture } from './cloudPicture.ts';
import type { PairFigure } from './pairPicture.ts';
import { pairTitle } from './pairTitle.ts';

const height = 320;

/** A scatter plot, or hexagonal bins, with the least-squares line. */
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
      ? t('All {0} rows with both values.', fixed(pair.rowCount))
      : t(
          'Densest hexagon: {0} of the {1} rows with both values.',
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
