import type { PairedDifference } from '../../learner/metrics/metricNames.ts';
import type { Say } from '../findings/say.ts';
import { metricWord } from './metricWords.ts';
import { hasEnoughRows, isBeyondChance, resultOf, sharedDecimals, turned } from './verdict.ts';
import type { Verdict } from './verdict.ts';

/** How one side of the product writes verdicts. */
export type SayVerdict = Pick<Say, 't' | 'number'>;

/** "0.012 better R², within what other held-out rows would change (95 %: −0.004 to 0.028)" */
export function verdictWords(say: SayVerdict, verdict: Verdict): string {
  const { t } = say;
  switch (verdict.kind) {
    case 'same-model':
      return t('the same model');
    case 'not-comparable':
      return t('not comparable: {0}', reasonWords(say, verdict));
    case 'compared':
      return differenceWords(say, verdict.difference);
  }
}

export function differenceWords(say: SayVerdict, difference: PairedDifference): string {
  const { t, number } = say;
  const { size, low, high } = turned(difference);
  const decimals = sharedDecimals([size, low, high]);
  const [from, to] = [number(low, decimals), number(high, decimals)];
  const metric = metricWord(t, difference.metric);
  const result = resultOf(difference);
  if (result === 'equal') return t('the same {0} (95\u00a0%: {1} to {2})', metric, from, to);
  const amount = number(size, decimals);
  if (!hasEnoughRows(difference)) {
    const rows = number(difference.rowCount, 0);
    return result === 'better'
      ? t('{0} better {1}, on too few common held-out rows to rule out chance: {2}', amount, metric, rows)
      : t('{0} worse {1}, on too few common held-out rows to rule out chance: {2}', amount, metric, rows);
  }
  if (isBeyondChance(difference))
    return result === 'better'
      ? t('{0} better {1}, more than chance (95\u00a0%: {2} to {3})', amount, metric, from, to)
      : t('{0} worse {1}, more than chance (95\u00a0%: {2} to {3})', amount, metric, from, to);
  return result === 'better'
    ? t(
        '{0} better {1}, within what other held-out rows would change (95\u00a0%: {2} to {3})',
        amount,
        metric,
        from,
        to,
      )
    : t(
        '{0} worse {1}, within what other held-out rows would change (95\u00a0%: {2} to {3})',
        amount,
        metric,
        from,
        to,
      );
}

type NotComparable = Extract<Verdict, { readonly kind: 'not-comparable' }>;

function reasonWords({ t }: SayVerdict, { why, side }: NotComparable): string {
  switch (why) {
    case 'other-held-out-rows':
      return t('other held-out rows');
    case 'other-target':
      return t('another target');
    case 'other-problem':
      return t('another predictor type, or other classes');
    case 'no-held-out-rows':
      if (side === undefined) return t('no rows were held out');
      return side === 'base' ? t('the base held out no rows') : t('it held out no rows');
    case 'held-out-rows-missing':
      if (side === undefined) return t('the held-out rows are no longer on this machine');
      return side === 'base'
        ? t('the held-out rows of the base are no longer on this machine')
        : t('its held-out rows are no longer on this machine');
    case 'not-evaluated':
      if (side === undefined) return t('not evaluated');
      return side === 'base' ? t('the base is not evaluated') : t('it is not evaluated');
    case 'no-metric':
      return t('no metric is defined on the common held-out rows');
  }
}
