import type { DescribedColumn } from '../contract.ts';
import { t } from '../../kit/language/language.ts';

/** Why a column is not used by itself; undefined for one that could be. */
export function unusableText({
  unusable,
  isLeak = false,
}: Pick<DescribedColumn, 'unusable' | 'isLeak'>): string | undefined {
  switch (unusable) {
    case undefined:
      return isLeak ? t('leaks the target') : undefined;
    case 'missing':
      return t('has no value');
    case 'identifier':
      return t('identifier');
    case 'constant':
      return t('constant');
    case 'too-large':
      return t('numbers too large for 32 bits');
    case 'text':
      return t('text that rarely repeats');
  }
}
