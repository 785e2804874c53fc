import type { BoxPicture, LevelBox, PairRelation } from '../../../../data/shapes/pairs.ts';
import { largest, smallest } from '../../../../learner/extent.ts';
import { mix, withAlpha } from '../../../kit/charts/colours.ts';
import type { Draw } from '../../../kit/charts/Canvas.tsx';
import { written } from '../../../kit/charts/twin.ts';
import { categoryAxis, linearAxis, niceRange } from '../../../kit/charts/scales.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full } from '../../../kit/language/numbers.ts';
import { shortened } from '../shortened.ts';
import type { PairFigure } from './pairPicture.ts';
import { pairTitle } from './pairTitle.ts';
import { brief } from './shares.ts';

const longestLabel = 24;
const rowHeight = 24;
const roomForAxis = 52;

/** A box plot per level, highest median first. */
export function boxFigure(pair: PairRelation, picture: BoxPicture): PairFigure {
  const { boxes, levelsOf } = picture;
  const [group, number] = levelsOf === 'x' ? [pair.x, pair.y] : [pair.y, pair.x];
  return {
    title: pairTitle(pair),
    caption: captionOf(picture, group),
    panels: [
      {
        draw: boxPicture(boxes, number),
        height: roomForAxis + rowHeight * boxes.length,
        yLabel: group,
        label: t('{0} by {1}', number, group),
      },
    ],
    twin: {
      columns: [
        { label: group },
        ...[
          t('Rows'),
          t('Mean'),
          t('Min'),
          t('25\u00a0%'),
          t('Median'),
          t('75\u00a0%'),
          t('Max'),
          t('Whisker from'),
          t('Whisker to'),
        ].map((label) => ({ label, numeric: true })),
      ],
      rows: boxes.map((box) => [
        box.level,
        written(box.count, fixed),
        ...[box.mean, box.min, box.q1, box.median, box.q3, box.max, box.whiskerMin, box.whiskerMax].map(
          (value) => written(value, full),
        ),
      ]),
    },
  };
}

function captionOf({ others }: BoxPicture, group: string): string {
  const marks = t(
    'Box: interquartile range. Blue line: median. Whiskers: the last values within 1.5 times the interquartile range.',
  );
  if (others.levels === 0) return marks;
  const rows = fixed(others.rows);
  const rest =
    others.levels === 1
      ? t('Not drawn: one other value of {0}, with {1} rows.', group, rows)
      : t('Not drawn: {0} other values of {1}, with {2} rows.', fixed(others.levels), group, rows);
  return `${marks} ${rest}`;
}

function boxPicture(boxes: readonly LevelBox[], number: string): Draw {
  const range = niceRange(
    smallest(boxes.map(({ whiskerMin }) => whiskerMin)),
    largest(boxes.map(({ whiskerMax }) => whiskerMax)),
    6,
  );
  const labels = boxes.map(({ level }) => shortened(level, longestLabel));
  return (theme) => ({
    type: 'boxplot',
    data: {
      labels,
      datasets: [
        {
          data: boxes.map(({ q1, median, q3, mean, whiskerMin, whiskerMax }) => ({
            min: whiskerMin,
            q1,
            median,
            q3,
            max: whiskerMax,
            mean,
            whiskerMin,
            whiskerMax,
            items: [],
            outliers: [],
          })),
          backgroundColor: theme.highContrast ? 'transparent' : withAlpha(theme.blue, 0.16),
          borderColor: mix(theme.foreground, theme.background, theme.highContrast ? 1 : 0.7),
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
      layout: { padding: { right: 8 } },
      scales: {
        x: linearAxis(theme, { ...range, title: number, axisLine: true }),
        y: categoryAxis(theme, labels),
      },
      plugins: {
        tooltip: {
          callbacks: {
            title: ([item]) => boxes[item?.dataIndex ?? 0]?.level ?? '',
            label: ({ dataIndex }) => boxWords(boxes[dataIndex]),
          },
        },
      },
    },
  });
}

const boxWords = (box: LevelBox | undefined): string =>
  box === undefined
    ? ''
    : t(
        'median {0}, half of the {1} rows between {2} and {3}',
        brief(box.median),
        fixed(box.count),
        brief(box.q1),
        brief(box.q3),
      );
