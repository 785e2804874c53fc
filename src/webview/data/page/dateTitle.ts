import type { DateProfile } from '../../../data/shapes/profile.ts';
import { dateUnitText, tableDate } from '../../kit/language/dates.ts';
import { t } from '../../kit/language/language.ts';
import { largest } from '../../../learner/extent.ts';

/** When a column begins and ends, and its fullest unit where there is one. */
export function dateTitle(
  name: string,
  { first, last, bars: { unit, starts, counts } }: DateProfile,
): string {
  const range = [name, tableDate(first), tableDate(last)] as const;
  const highest = largest(counts);
  const fullest = counts.filter((rows) => rows === highest);
  return fullest.length === 1 && counts.length > 1
    ? t(
        '{0}: {1} to {2}, most rows in {3}',
        ...range,
        dateUnitText(starts[counts.indexOf(highest)] ?? first, unit),
      )
    : t('{0}: {1} to {2}', ...range);
}
