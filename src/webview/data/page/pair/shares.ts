import type { ClassShares, SharePicture } from '../../../../data/shapes/pairs.ts';
import { t } from '../../../kit/language/language.ts';
import { fixed, full } from '../../../kit/language/numbers.ts';

/** Share of a class in all drawn rows. */
export function overallOf(parts: readonly ClassShares[], index: number): number {
  const sum = (of: (part: ClassShares) => number) => parts.reduce((total, part) => total + of(part), 0);
  return (
    sum(({ shares }) => shares[index]?.rows ?? 0) /
    Math.max(
      1,
      sum(({ count }) => count),
    )
  );
}

export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A part without rows has none. */
export function shareOf({ count, shares }: ClassShares, index: number): Share | undefined {
  const share = shares[index];
  if (share === undefined || count === 0) return undefined;
  return { value: share.rows / count, low: share.low, high: share.high };
}

export const binWords = ({ from, to }: Pick<SharePicture['bins'][number], 'from' | 'to'>): string =>
  from === to ? brief(from) : t('{0} to {1}', brief(from), brief(to));

/** A value in a title or at a tick: at most so many significant digits, none of them a trailing zero. */
export const brief = (value: number, digits = 4): string =>
  Math.abs(value) >= 10 ** (digits - 1) ? fixed(value) : full(Number(value.toPrecision(digits)));
