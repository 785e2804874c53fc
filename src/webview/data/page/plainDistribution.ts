import { meaningOf } from '../../../data/findings/meaning.ts';
import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import { t } from '../../kit/language/language.ts';
import { shortened } from './shortened.ts';
import { ownDecimals } from './statistics.ts';

const longestValue = 24;

/** How the values of a column are distributed where words say it all: one value, none, or another one in each row. */
export function plainDistribution(column: ColumnProfile): string | undefined {
  const { distinctCount, nonNullCount, missingCount, topValues, numeric } = column;
  if (distinctCount === 0) return t('no value');
  if (distinctCount === 1) {
    const only = topValues?.[0]?.value ?? ownDecimals(numeric?.min, numeric);
    const value = shortened(only, longestValue);
    return missingCount > 0 ? t('{0} where present', value) : t('{0} in every row', value);
  }
  const isIdentifier = meaningOf(column) === 'identifier';
  if (isIdentifier && distinctCount < nonNullCount) return t('almost no value occurs twice');
  if (!isIdentifier && (topValues === undefined || distinctCount < nonNullCount)) return undefined;
  return missingCount > 0 ? t('no value occurs twice') : t('a different value in every row');
}
