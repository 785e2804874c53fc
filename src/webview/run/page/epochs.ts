import type { RunFollowed } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, significant } from '../../kit/language/numbers.ts';

/** For a screen reader: the epoch that has just ended. */
export function epochSentence({ curves: { epochCount, latest } }: RunFollowed): string {
  return epochCount === 0 ? '' : t('Epoch {0}: best loss {1}', fixed(epochCount), significant(latest.at(-1)));
}
