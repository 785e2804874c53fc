import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';

/** "10,000 of 3,000,000 rows shown", or only how many there are when all are shown. */
export const rowsShownText = (shown: number, all: number): string =>
  shown < all ? t('{0} of {1} rows shown', fixed(shown), fixed(all)) : t('{0} rows', fixed(all));

/** A sentence for the caption of a picture that leaves rows out; empty when it shows all. */
export const partText = (shown: number, all: number): string =>
  shown < all ? t('{0} of {1} rows shown.', fixed(shown), fixed(all)) : '';
