import type { RunFollowed } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, significant } from '../../kit/language/numbers.ts';

/** For a screen reader: the epoch that has just ended. */
export function epochSentence({ curves: { epochCount, best } }: Pick<RunFollowed, 'curves'>): string {
  if (best === undefined) return '';
  return t('Epoch {0}: best loss so far {1}', fixed(epochCount), significant(best.loss));
}
