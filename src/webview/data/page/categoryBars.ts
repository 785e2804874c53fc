import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, percent } from '../../kit/language/numbers.ts';

interface Bar {
  readonly label: string;
  readonly count: number;
  /** What the less frequent values are together. */
  readonly isRest: boolean;
}

export type TopValues = NonNullable<ColumnProfile['topValues']>;

/** The most frequent values, and the others as one bar. */
export function categoryBars({ nonNullCount, distinctCount }: ColumnProfile, values: TopValues): Bar[] {
  const bars = values.map(({ value, count }) => ({ label: value, count, isRest: false }));
  const [otherCount, otherRows] = [
    distinctCount - values.length,
    nonNullCount - values.reduce((sum, { count }) => sum + count, 0),
  ];
  if (otherCount <= 0 || otherRows <= 0) return bars;
  const label = otherCount === 1 ? t('1 other value') : t('{0} other values', fixed(otherCount));
  return [...bars, { label, count: otherRows, isRest: true }];
}

export function categoryTitle(
  { name, nonNullCount, missingCount, distinctCount }: ColumnProfile,
  [first, second]: TopValues,
): string {
  const share = percent((first?.count ?? 0) / Math.max(1, nonNullCount + missingCount));
  return second !== undefined && second.count === first?.count
    ? t('{0}: {1} values, the most frequent in {2} of the rows each', name, fixed(distinctCount), share)
    : t(
        '{0}: “{1}” is the most frequent of {2} values, {3} of the rows',
        name,
        first?.value ?? '',
        fixed(distinctCount),
        share,
      );
}
