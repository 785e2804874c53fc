import type { RunFollowed } from '../../contracts/run.ts';
import { t } from '../kit/language.ts';
import { fixed, significant } from '../kit/numbers.ts';

export function epochsDone(losses: readonly (readonly number[])[]): number {
  return Math.max(0, ...losses.map((curve) => curve.length));
}

/** For a screen reader: the epoch that has just ended. */
export function epochSentence({ curves }: RunFollowed): string {
  const epoch = epochsDone(curves.losses);
  const best = curves.bestModel === undefined ? undefined : curves.losses[curves.bestModel]?.at(-1);
  return epoch === 0 ? '' : t('Epoch {0}: best loss {1}', fixed(epoch), significant(best));
}
