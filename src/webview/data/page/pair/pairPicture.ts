import type { PairRelation } from '../../../../data/shapes/pairs.ts';
import type { FigureContent } from '../../../kit/charts/Figure.tsx';
import { boxFigure } from './boxFigure.ts';
import { mosaicFigure } from './mosaicFigure.ts';
import { numberFigure } from './numberFigure.ts';
import { shareFigure } from './shareFigure.ts';
import { timeFigure } from './timeFigure.ts';

export interface PairFigure extends FigureContent {
  readonly caption: string;
  readonly columns?: 1 | 2;
}

/** The chart for the types of both columns; undefined if there is none. */
export function pairFigure(pair: PairRelation): PairFigure | undefined {
  const { picture } = pair;
  switch (picture.kind) {
    case 'numbers':
      return numberFigure(pair, picture);
    case 'boxes':
      return boxFigure(pair, picture);
    case 'mosaic':
      return mosaicFigure(pair, picture);
    case 'shares':
      return shareFigure(pair, picture);
    case 'time':
      return timeFigure(pair, picture);
    case 'none':
      return undefined;
  }
}
