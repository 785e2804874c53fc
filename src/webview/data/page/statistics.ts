import { meaningOf } from '../../../data/findings/meaning.ts';
import type { ColumnProfile, DateProfile, NumericProfile, ShownRows } from '../../../data/shapes/profile.ts';
import { dateUnitText, tableDate } from '../../kit/language/dates.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, significant, statisticDecimals } from '../../kit/language/numbers.ts';

export interface Statistic {
  readonly label: string;
  readonly text: string;
  /** The value in full, for the tooltip; absent where there is none. */
  readonly exact?: string;
}

/** A sample of thousands of rows knows no more digits of a mean or a quartile. */
const estimateDigits = 3;
const estimate = (value: number) => significant(Number(value.toPrecision(estimateDigits)), estimateDigits);

/** How the value of a sample relates to the one of all rows. */
type Sign = '≈' | '≥' | '≤';

/** pandas' info and describe of one column, as the page writes them; from a sample, with how close they are to those of all rows. */
export function statisticsOf(column: ColumnProfile, shown: ShownRows = { kind: 'exact' }): Statistic[] {
  const sign = (statistic: Statistic, mark: Sign): Statistic => {
    if (shown.kind === 'exact' || statistic.exact === undefined) return statistic;
    const text = mark === '≈' ? estimate(Number(statistic.exact)) : statistic.text;
    return { ...statistic, text: `${mark}\u202f${text}` };
  };
  return [
    sign(whole(t('Non-null'), column.nonNullCount), '≥'),
    sign(whole(t('Missing'), column.missingCount), '≥'),
    sign(whole(t('Distinct'), column.distinctCount), '≥'),
    ...valuesOf(column).map((statistic, index) => sign(statistic, valueSigns[index] ?? '≈')),
  ];
}

const valueSigns: readonly Sign[] = ['≈', '≈', '≤', '≈', '≈', '≈', '≥'];

/** Mean, standard deviation, and the five numbers from the minimum to the maximum. */
function valuesOf(column: ColumnProfile): Statistic[] {
  const { numeric, dates } = column;
  const labels = [
    t('Mean'),
    t('Std'),
    t('Min'),
    t('25\u00a0%'),
    t('50\u00a0%'),
    t('75\u00a0%'),
    t('Max'),
  ] as const;
  if (dates !== undefined) return dateEnds(labels, dates);
  if (numeric === undefined) return labels.map(none);
  // An identifier is a name: it has ends, and no middle.
  if (meaningOf(column) === 'identifier') {
    const [first, last] = [String(numeric.min), String(numeric.max)];
    return withEnds(labels, { text: first, exact: first }, { text: last, exact: last });
  }
  const decimals = statisticDecimals(numeric.std, Math.max(Math.abs(numeric.mean), numeric.std ?? 0));
  const moment = (value: number | null) => fixed(value, decimals);
  const raw = (value: number) => ownDecimals(value, numeric);
  return [
    statistic(labels[0], numeric.mean, moment),
    statistic(labels[1], numeric.std, moment),
    statistic(labels[2], numeric.min, raw),
    statistic(labels[3], numeric.q1, raw),
    statistic(labels[4], numeric.median, raw),
    statistic(labels[5], numeric.q3, raw),
    statistic(labels[6], numeric.max, raw),
  ];
}

const none = (label: string): Statistic => ({ label, text: '–' });

type End = Omit<Statistic, 'label'>;

const withEnds = (labels: readonly string[], first: End, last: End): Statistic[] =>
  labels.map((label, index) =>
    index === 2 ? { label, ...first } : index === 6 ? { label, ...last } : none(label),
  );

const dayMs = 86_400_000;

/** Over days, the time of day is for the tooltip. */
function dateEnds(labels: readonly string[], { first, last }: DateProfile): Statistic[] {
  const isLong = last - first > 2 * dayMs;
  const end = (ms: number): End => ({
    text: isLong ? dateUnitText(ms, 'day') : tableDate(ms),
    exact: tableDate(ms),
  });
  return withEnds(labels, end(first), end(last));
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

function statistic<Value extends number | null>(
  label: string,
  value: Value,
  write: (value: Value) => string,
): Statistic {
  const text = write(value);
  return value === null ? { label, text } : { label, text, exact: String(value) };
}
