import { locale, t } from './language.ts';
import { largest } from '../../../learner/extent.ts';

/** A number with that many decimals, grouped, with a true minus, never "−0"; "–" for none. */
export function fixed(value: number | null | undefined, decimals = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = Math.abs(value).toLocaleString(locale(), {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** About `digits` significant digits, no decimals from `10 ** (digits - 1)` on; three digits and a power of ten below 0.0001. */
export function significant(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e15) return value.toExponential(2).replaceAll('-', '−').replace('e+', 'e');
  return fixed(value, Math.max(0, Math.min(6, digits - 1 - Math.floor(Math.log10(size)))));
}

/** A share from 0 to 1: "74 %"; near both ends with a decimal, so that 99.6 % is not all. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  const hundredths = share * 100;
  const isNearEnd = (hundredths > 0 && hundredths < 1) || (hundredths > 99 && hundredths < 100);
  // A rounded end would say all or nothing.
  const shown = isNearEnd ? Math.min(99.9, Math.max(0.1, hundredths)) : hundredths;
  return `${fixed(shown, isNearEnd ? 1 : 0)}\u00a0%`;
}

/** Decimals that all of a table's column share: what its values need, about four digits of the largest, none from 1,000 on. */
export function columnDecimals(values: readonly number[]): number {
  const sizes = values.map(Math.abs).filter(Number.isFinite);
  const most = Math.max(0, largest(sizes));
  if (most >= 1000 || most === 0) return 0;
  const telling = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(most))));
  return Math.min(telling, largest(sizes.map(decimalsOf)));
}

/** Decimals that a number shows in its shortest form, at most six. */
export function decimalsOf(value: number): number {
  const exact = [0, 1, 2, 3, 4, 5].find((decimals) => Number(value.toFixed(decimals)) === value);
  return exact ?? 6;
}

/** A number with its sign, "+717.5": for differences. */
export const withSign = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

/** A value in full for tables: up to eight significant digits, none of them a trailing zero. */
export function full(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const text = Math.abs(value).toLocaleString(locale(), { maximumSignificantDigits: 8 });
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** A value in full that has single precision: 0.962 and not 0.96200001, which is the nearest number as well. */
export function fullSingle(value: number): string {
  for (let digits = 6; digits < 9 && Math.fround(value) === value; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return full(short);
  }
  return full(value);
}

/** Decimals for a row of statistics, from its standard deviation: three when it is about 1. */
export function statisticDecimals(std: number | null | undefined, size: number): number {
  if (size >= 1000) return 0;
  const spread = std === null || std === undefined || std <= 0 ? 1 : std;
  return Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(spread))));
}

/** A score or a threshold: at most three significant digits, none of them a trailing zero. */
export const scoreText = (value: number | null | undefined): string =>
  full(value === null || value === undefined ? value : Number(value.toPrecision(3)));

/** A tick: "120k" from 1,000 on. */
export function tick(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 1e-4) return value.toExponential().replaceAll('-', '−');
  if (size >= 1e9) return significant(value, 2);
  if (size >= 1e6) return `${plain(value / 1e6)}M`;
  if (size >= 1000) return `${plain(value / 1000)}k`;
  return plain(value);
}

function plain(value: number): string {
  return value.toLocaleString(locale(), { maximumSignificantDigits: 6 }).replace('-', '−');
}

/** "333 bytes", "225.7 MiB" */
export function bytes(count: number): string {
  if (count < 1024) return t('{0} bytes', fixed(count));
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  // From 1,000 of a unit, the next one is used.
  const power = Math.min(units.length, Math.floor(Math.log2(count * 1.024) / 10));
  return `${fixed(count / 1024 ** power, 1)} ${units[power - 1] ?? ''}`;
}

/** "under 0.1 s", "0.2 s", "43 s", "2 min 12 s", "1 h 5 min" */
export function duration(seconds: number): string {
  if (seconds < 0.05) return t('under {0} s', fixed(0.1, 1));
  if (seconds < 10) return t('{0} s', fixed(seconds, 1));
  const whole = Math.round(seconds);
  if (whole < 60) return t('{0} s', whole);
  if (whole < 3600) return t('{0} min {1} s', Math.floor(whole / 60), whole % 60);
  return t('{0} h {1} min', Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}

/** US dollars: "$0.115", "under $0.01". */
export function dollars(amount: number): string {
  if (amount === 0) return '$0';
  if (amount < 0.01) return t('under {0}', '$0.01');
  return `$${fixed(amount, amount < 1 && Math.round(amount * 1000) % 10 !== 0 ? 3 : 2)}`;
}

/** "21:31:07", or with `withSeconds` false "21:31". */
export function clock(iso: string, withSeconds = true): string {
  const date = new Date(iso);
  return date.toLocaleTimeString(locale(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
    hourCycle: 'h23',
  });
}

/** "24 Nov 2026, 21:31" in the user's order. */
export function dateTime(iso: string): string {
  return new Date(iso).toLocaleString(locale(), {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
}
