import type { MosaicPicture, MosaicSide } from '../../../../data/shapes/pairs.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed } from '../../../kit/language/numbers.ts';

/** A pair of levels as an area of the unit square, y downwards. */
export interface Tile {
  readonly i: number;
  readonly j: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Share of level j among the rows of level i, and among all rows. */
  readonly share: number;
  readonly overall: number;
  /** Pearson residual: deviation of the count from independence, in standard deviations. */
  readonly residual: number;
}

/** Between columns of tiles. */
const gap = 0.008;

export function mosaicTiles({ x, y, counts }: Pick<MosaicPicture, 'x' | 'y' | 'counts'>): Tile[] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const ofX = counts.map(sum);
  const ofY = y.levels.map((_, j) => sum(counts.map((column) => column[j] ?? 0)));
  const total = sum(ofX);
  const room = 1 - gap * Math.max(0, x.levels.length - 1);
  let left = 0;
  return x.levels.flatMap((_, i) => {
    const inColumn = ofX[i] ?? 0;
    const width = (inColumn / total) * room;
    let top = 0;
    const column = y.levels.map((__, j) => {
      const count = counts[i]?.[j] ?? 0;
      const overall = (ofY[j] ?? 0) / total;
      const expected = inColumn * overall;
      const tile = {
        i,
        j,
        x: left,
        y: top,
        width,
        height: count / inColumn,
        count,
        share: count / inColumn,
        overall,
        residual: (count - expected) / Math.sqrt(expected),
      };
      top += tile.height;
      return tile;
    });
    left += width + gap;
    return column;
  });
}

/** Names of the levels; the last may stand for several. */
export const levelsOf = ({ levels, others }: MosaicSide): readonly string[] =>
  others === 0 ? levels : [...levels.slice(0, -1), t('{0} others', fixed(others))];
