import type { ClassNames, ClassShares, PairRelation, SharePicture } from '../../../../data/shapes/pairs.ts';
import type { FigureContent } from '../../../kit/charts/Figure.tsx';
import { written } from '../../../kit/charts/twin.ts';
import type { TwinCell } from '../../../kit/charts/twin.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full, percent } from '../../../kit/language/numbers.ts';
import { intervalPicture, mostBars } from './intervalPicture.ts';
import type { PairFigure } from './pairPicture.ts';
import { pairTitle } from './pairTitle.ts';
import { binWords, brief, overallOf, shareOf } from './shares.ts';

type Bin = SharePicture['bins'][number];

/** The share of each class among the rows of a bin, with its interval. */
export function shareFigure(pair: PairRelation, picture: SharePicture): PairFigure {
  const { bins, classes, classesOf } = picture;
  const [target, number] = classesOf === 'x' ? [pair.x, pair.y] : [pair.y, pair.x];
  const isOneAValue = bins.every(({ from, to }) => from === to);
  return {
    title: pairTitle(pair),
    caption: [
      isOneAValue
        ? t('Each point: the rows with one value of {0}.', number)
        : t('Each point: about the same number of rows, in order of {0}.', number),
      intervalWords(bins.length),
      ...othersWords(classes, target),
    ].join(' '),
    panels: classPanels(classes, bins, (index) =>
      intervalPicture({
        points: bins.map((bin, at) => ({
          x: at,
          label: binWords(bin),
          count: bin.count,
          share: shareOf(bin, index),
        })),
        ticks: isOneAValue ? bins.map(({ from }, at) => ({ at, text: brief(from) })) : edgeTicks(bins),
        overall: overallOf(bins, index),
        title: number,
      }),
    ),
    ...(classes.names.length > 1 ? { columns: 2 } : {}),
    twin: {
      columns: [
        ...(isOneAValue ? [number] : [t('{0} from', number), t('{0} to', number)]).map((label) => ({
          label,
          numeric: true,
        })),
        ...shareColumns(classes),
      ],
      rows: bins.map((bin) => [
        ...(isOneAValue ? [bin.from] : [bin.from, bin.to]).map((value) => written(value, full)),
        ...shareCells(bin),
      ]),
    },
  };
}

/** What marks the intervals of so many points. */
export const intervalWords = (count: number): string =>
  count <= mostBars
    ? t('Bars: 95\u00a0% intervals (Wilson). Dashed: the share in all rows.')
    : t('Shaded: 95\u00a0% intervals (Wilson). Dashed: the share in all rows.');

export function othersWords({ others }: ClassNames, target: string): string[] {
  if (others === 0) return [];
  return others === 1
    ? [t('Not drawn: one less frequent value of {0}.', target)]
    : [t('Not drawn: {0} less frequent values of {1}.', fixed(others), target)];
}

/** A panel for each class. */
export function classPanels(
  { names }: ClassNames,
  parts: readonly ClassShares[],
  draw: (index: number) => ReturnType<typeof intervalPicture>,
): FigureContent['panels'] {
  const height = names.length > 1 ? 180 : 260;
  return names.map((name, index) => ({
    draw: draw(index),
    height,
    yLabel: t('Share of {0}', name),
    label: t('Share of {0}: {1} of all rows', name, percent(overallOf(parts, index))),
  }));
}

/** Columns of the data table: rows of a part and shares of its classes. */
export const shareColumns = ({ names }: ClassNames) => [
  { label: t('Rows'), numeric: true },
  ...names.flatMap((name) =>
    [t('Rows of {0}', name), t('Share of {0}', name), t('{0}: from', name), t('{0}: to', name)].map(
      (label) => ({
        label,
        numeric: true,
      }),
    ),
  ),
];

export const shareCells = (part: ClassShares): TwinCell[] => [
  written(part.count, fixed),
  ...part.shares.flatMap(({ rows }, index) => {
    const share = shareOf(part, index);
    return [
      written(rows, fixed),
      ...[share?.value, share?.low, share?.high].map((one) => written(one, percent)),
    ];
  }),
];

/** Midpoints between bins. */
const edgeTicks = (bins: readonly Bin[]) => [
  { at: -0.5, text: brief(bins[0]?.from ?? 0, 3) },
  ...bins.map(({ to }, at) => ({ at: at + 0.5, text: brief(to, 3) })),
];
