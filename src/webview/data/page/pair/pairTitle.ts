import type {
  BoxPicture,
  MosaicPicture,
  NumberPicture,
  PairRelation,
  SharePicture,
  TimePicture,
} from '../../../../data/shapes/pairs.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, percent } from '../../../kit/language/numbers.ts';
import { levelsOf, mosaicTiles } from './mosaicTiles.ts';
import { binWords, brief, shareOf } from './shares.ts';
import { firstWords, strengthOf, valueOf } from './strength.ts';

/** Weaker relations are reported as none. */
const leastTold = 0.1;
/** If ranks correlate this much more than values, the relation is curved. */
const curved = 0.1;
/** Smaller residuals may be chance. */
const clearResidual = 2;

/** The chart's title: what a pair shows, with its measure; undefined without a chart. */
export function pairTitle(pair: PairRelation): string {
  const { picture } = pair;
  switch (picture.kind) {
    case 'numbers':
      return numberTitle(pair, picture);
    case 'boxes':
      return boxTitle(pair, picture);
    case 'mosaic':
      return mosaicTitle(pair, picture);
    case 'shares':
      return shareTitle(pair, picture);
    case 'time':
      return timeTitle(pair, picture);
    case 'none':
      return '';
  }
}

const isWeak = (pair: PairRelation) => strengthOf(pair) < leastTold;
const two = (value: number) => fixed(value, 2);

function numberTitle(pair: PairRelation, { line }: NumberPicture): string {
  const { x, y } = pair;
  const r = valueOf(pair, 'pearson');
  const rank = valueOf(pair, 'spearman');
  if (r === undefined) return t('{0} or {1} has only one value', y, x);
  if (rank !== undefined && Math.abs(rank) >= Math.abs(r) + curved)
    return rank > 0
      ? t('{0} rises with {1}, but not along a line: Spearman’s ρ {2}, r {3}', y, x, two(rank), two(r))
      : t('{0} falls with {1}, but not along a line: Spearman’s ρ {2}, r {3}', y, x, two(rank), two(r));
  const [low, high] = line?.slopeInterval ?? [r, r];
  if (Math.abs(r) < leastTold || (low <= 0 && high >= 0))
    return t('{0} has no clear linear relation with {1}: r {2}', y, x, two(r));
  return r > 0 ? t('{0} rises with {1}: r {2}', y, x, two(r)) : t('{0} falls with {1}: r {2}', y, x, two(r));
}

function boxTitle(pair: PairRelation, { boxes, levelsOf: side }: BoxPicture): string {
  const [group, number] = side === 'x' ? [pair.x, pair.y] : [pair.y, pair.x];
  const [first, last] = [boxes[0], boxes.at(-1)];
  const strength = firstWords(pair);
  if (isWeak(pair) || first === undefined || last === undefined || first === last)
    return t('{0} hardly differs between the values of {1}: {2}', number, group, strength);
  return t(
    'The median of {0} ranges from {1} ({2}) to {3} ({4}): {5}',
    number,
    brief(last.median),
    last.level,
    brief(first.median),
    first.level,
    strength,
  );
}

function mosaicTitle(pair: PairRelation, picture: MosaicPicture): string {
  const strength = firstWords(pair);
  const [clearest] = mosaicTiles(picture).toSorted((a, b) => b.residual - a.residual);
  if (isWeak(pair) || clearest === undefined || clearest.residual < clearResidual)
    return t('{0} and {1} are hardly related: {2}', pair.x, pair.y, strength);
  return t(
    '{0} is {1} in {2} of the rows where {3} is {4}, in {5} of all: {6}',
    pair.y,
    levelsOf(picture.y)[clearest.j] ?? '',
    percent(clearest.share),
    pair.x,
    levelsOf(picture.x)[clearest.i] ?? '',
    percent(clearest.overall),
    strength,
  );
}

function shareTitle(pair: PairRelation, { bins, classes, classesOf }: SharePicture): string {
  const [target, number] = classesOf === 'x' ? [pair.x, pair.y] : [pair.y, pair.x];
  const strength = firstWords(pair);
  if (isWeak(pair)) return t('{0} says little about {1}: {2}', number, target, strength);
  const [name, another] = classes.names;
  const byShare = bins.toSorted((a, b) => (shareOf(a, 0)?.value ?? 0) - (shareOf(b, 0)?.value ?? 0));
  const [least, most] = [byShare[0], byShare.at(-1)];
  if (name === undefined || another !== undefined || least === undefined || most === undefined)
    return t('{0} differs between the values of {1}: {2}', number, target, strength);
  return t(
    '{0} is {1} in {2} of the rows where {3} is {4}, in {5} where it is {6}: {7}',
    target,
    name,
    percent(shareOf(least, 0)?.value),
    number,
    binWords(least),
    percent(shareOf(most, 0)?.value),
    binWords(most),
    strength,
  );
}

function timeTitle(pair: PairRelation, { datesOf, series }: TimePicture): string {
  const [dates, other] = datesOf === 'x' ? [pair.x, pair.y] : [pair.y, pair.x];
  if (series.kind === 'classes')
    return isWeak(pair)
      ? t('{0} hardly changes over {1}: {2}', other, dates, firstWords(pair))
      : t('{0} changes over {1}: {2}', other, dates, firstWords(pair));
  const r = valueOf(pair, 'pearson') ?? 0;
  if (isWeak(pair)) return t('{0} has no trend over {1}: r {2}', other, dates, two(r));
  return r > 0
    ? t('{0} rises over {1}: r {2}', other, dates, two(r))
    : t('{0} falls over {1}: r {2}', other, dates, two(r));
}
