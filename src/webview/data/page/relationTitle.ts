import type { Profile } from '../../../data/shapes/profile.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { relation } from './choice.ts';

/** A weaker relation is nothing to tell. */
const leastTold = 0.1;

/** What the correlations say; `columns` are the target and the others by their relation with it. */
export function relationTitle(profile: Profile, columns: readonly string[]): string {
  const [target = '', first = '', second] = columns;
  const r = relation(profile, target, first);
  if (r === null) return t('{0} is correlated with no other column', target);
  if (second === undefined) return titleOfTwo(r);
  if (Math.abs(r) >= leastTold) return titleOfTarget(profile, columns, r);
  const most = strongestOf(profile);
  return most < leastTold
    ? t('No two columns are correlated: |r| is below {0} everywhere', fixed(leastTold, 1))
    : t(
        '{0} is correlated with no other column: its strongest r is {1}, with {2}',
        target,
        fixed(r, 2),
        first,
      );
}

function titleOfTwo(r: number): string {
  if (Math.abs(r) < leastTold) return t('The two columns are not correlated: r = {0}', fixed(r, 3));
  return r > 0
    ? t('The two columns are positively correlated: r = {0}', fixed(r, 3))
    : t('The two columns are negatively correlated: r = {0}', fixed(r, 3));
}

function titleOfTarget(
  profile: Profile,
  [target = '', first = '', second = '']: readonly string[],
  r: number,
): string {
  const next = relation(profile, target, second);
  return Math.abs(next ?? 0) < leastTold
    ? t('{0} is correlated with {1} only (r {2})', target, first, fixed(r, 2))
    : t(
        '{0} is most correlated with {1} (r {2}), then {3} (r {4})',
        target,
        first,
        fixed(r, 2),
        second,
        fixed(next, 2),
      );
}

/** The greatest |r| of two different columns. */
function strongestOf({ correlation: { pearson } }: Profile): number {
  return pearson
    .flatMap((row, index) => row.slice(index + 1))
    .reduce<number>((most, r) => Math.max(most, Math.abs(r ?? 0)), 0);
}
