import type { ShownRows } from '../../../data/shapes/profile.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

type Sample = Extract<ShownRows, { kind: 'sample' }>;

/** How many rows the table has; an estimate with no more digits than it can have. */
export const rowsInAll = ({ of, isEstimate }: Sample): string =>
  isEstimate ? t('about {0}', fixed(Number(of.toPrecision(2)))) : fixed(of);

/** What the figures are from while the table is being read; nothing once they are exact. */
export const sampleWords = (shown: ShownRows): string | undefined =>
  shown.kind === 'exact'
    ? undefined
    : t(
        'estimated from the first {0} of {1} rows until exact figures are ready',
        fixed(shown.rows),
        rowsInAll(shown),
      );
