import type { PeriodUnit } from '../../../data/shapes/pairs.ts';
import { locale, t } from './language.ts';

const dayMs = 86_400_000;

const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const write = (ms: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', ...options }).format(ms);

/** A time of a table, in ms since 1970, UTC: "24 Nov 2026", or "24 Nov 2026, 21:31" where it is not midnight. */
export function tableDate(ms: number): string {
  if (ms % dayMs === 0) return write(ms, day);
  return write(ms, ms % 60_000 === 0 ? { ...day, ...time } : { ...day, ...time, second: '2-digit' });
}

/** The calendar unit that begins at `ms`: "2026", "Nov 2026", "24 Nov 2026", "24 Nov 2026, 21:00"; a week is called by its first day. */
export function dateUnitText(ms: number, unit: PeriodUnit): string {
  switch (unit) {
    case 'decade': {
      const year = new Date(ms).getUTCFullYear();
      return t('{0}–{1}', String(year), String(year + 9));
    }
    case 'year':
      return write(ms, { year: 'numeric' });
    case 'month':
      return write(ms, { month: 'short', year: 'numeric' });
    case 'week':
    case 'day':
      return write(ms, day);
    case 'second':
      return write(ms, { ...day, ...time, second: '2-digit' });
    case 'hour':
    case 'minute':
      return write(ms, { ...day, ...time });
  }
}
