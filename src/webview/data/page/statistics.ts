import type { ColumnProfile, NumericProfile } from '../../../data/shapes/profile.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, statisticDecimals } from '../../kit/language/numbers.ts';

export interface Statistic {
  readonly label: string;
  readonly text: string;
  /** The value in full, for the tooltip; absent where there is none. */
  readonly exact?: string;
}

/** pandas' info and describe of one column, as the page writes them. */
export function statisticsOf(column: ColumnProfile): Statistic[] {
  const { numeric } = column;
  const moment = (value: number | null | undefined) =>
    fixed(
      value,
      numeric === undefined
        ? 0
        : statisticDecimals(numeric.std, Math.max(Math.abs(numeric.mean), numeric.std ?? 0)),
    );
  const raw = (value: number | undefined) => ownDecimals(value, numeric);
  return [
    whole(t('Non-null'), column.nonNullCount),
    whole(t('Missing'), column.missingCount),
    whole(t('Distinct'), column.distinctCount),
    statistic(t('Mean'), numeric?.mean, moment),
    statistic(t('Std'), numeric?.std, moment),
    statistic(t('Min'), numeric?.min, raw),
    statistic(t('25\u00a0%'), numeric?.q1, raw),
    statistic(t('50\u00a0%'), numeric?.median, raw),
    statistic(t('75\u00a0%'), numeric?.q3, raw),
    statistic(t('Max'), numeric?.max, raw),
  ];
}

/**
 * A value of the column, with the decimals its file shows. A quartile is at a quarter, half or three quarters of the way
 * between two of its values, so it may need up to two decimals more; from 1,000 on there are none, and never more than
 * five digits of the largest value.
 */
export function ownDecimals(value: number | undefined, numeric: NumericProfile | undefined): string {
  if (value === undefined) return '–';
  if (Math.abs(value) >= 1000) return fixed(value);
  const most = mostDecimals(numeric);
  const own = Math.min(most, numeric?.decimals ?? 0);
  const exact = [own, own + 1].find(
    (decimals) => Math.abs(value - Number(value.toFixed(decimals))) < 10 ** -(decimals + 4),
  );
  return fixed(value, Math.min(most, exact ?? own + 2));
}

const digits = 5;

function mostDecimals(numeric: NumericProfile | undefined): number {
  const largest = Math.max(Math.abs(numeric?.min ?? 0), Math.abs(numeric?.max ?? 0));
  return largest === 0 ? 6 : Math.max(0, Math.min(6, digits - 1 - Math.floor(Math.log10(largest))));
}

function whole(label: string, value: number): Statistic {
  return { label, text: fixed(value), exact: String(value) };
}

function statistic<Value extends number | null | undefined>(
  label: string,
  value: Value,
  write: (value: Value) => string,
): Statistic {
  const text = write(value);
  return value === null || value === undefined ? { label, text } : { label, text, exact: String(value) };
}
