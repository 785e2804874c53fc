import type { ShownRows } from '../../../data/shapes/profile.ts';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

/** An estimate with no more digits than it can have. */
export const roughly = (count: number) => fixed(Number(count.toPrecision(2)));

/** What the figures are from while the table is being read; nothing once they are exact. */
export const sampleWords = (shown: ShownRows): string | undefined =>
  shown.kind === 'exact'
    ? undefined
    : t(
        'estimated from the first {0} of about {1} rows until exact figures are ready',
        fixed(shown.rows),
        roughly(shown.of),
      );
