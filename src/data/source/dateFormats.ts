import type { ColumnDates } from '../shapes/profile.ts';
import { dateReader } from './dateReader.ts';

const time = String.raw`(?<gap>[T ] *)(?<hour>\d{1,2}):\d{2}(?<seconds>:\d{2}(?:[.,]\d{1,9})?)?(?<half> ?[AaPp]\.?[Mm]\.?)?(?<zone> ?(?:Z|[+-]\d{2}:?\d{2}))?`;
const bounded = (date: string) => new RegExp(`^${date}(?:${time})?$`, 'u');
const yearFirst = bounded(String.raw`\d{4}(?<a>[-/.])\d{1,2}(?<b>[-/.])\d{1,2}`);
const yearLast = bounded(String.raw`\d{1,2}(?<a>[-/.])\d{1,2}(?<b>[-/.])(?<year>\d{4}|\d{2})`);
const dayAndName = bounded(
  String.raw`\d{1,2}(?<a>[-/. ]\.? ?)\p{L}{3,9}\.?(?<b>[-/., ] ?)(?<year>\d{4}|\d{2})`,
);
const nameFirst = bounded(String.raw`\p{L}{3,9}\.?(?<a>[- ])\d{1,2}(?<b>,? |-)(?<year>\d{4})`);
const compact = /^\d{8}T\d{4}(?<seconds>\d{2})?(?<zone>Z)?$/;
const monthOnly = /^(?:\d{4}(?<a>[-/])\d{1,2})$/;

const longestCell = 60;

/** The formats that a cell could be a date of. */
function formatsOf(cell: string): readonly string[] {
  const text = cell.trim();
  if (text.length > longestCell || !/\d/.test(text)) return [];
  const ofYearFirst = yearFirst.exec(text)?.groups;
  if (ofYearFirst !== undefined)
    return withTime([`%Y${ofYearFirst['a']}%m${ofYearFirst['b']}%d`], ofYearFirst);
  const ofYearLast = yearLast.exec(text)?.groups;
  if (ofYearLast !== undefined) {
    const { a = '', b = '' } = ofYearLast;
    const year = yearOf(ofYearLast);
    return withTime([`%m${a}%d${b}${year}`, `%d${a}%m${b}${year}`], ofYearLast);
  }
  const ofDay = dayAndName.exec(text)?.groups;
  if (ofDay !== undefined) return withTime([`%d${ofDay['a']}%b${ofDay['b']}${yearOf(ofDay)}`], ofDay);
  const ofName = nameFirst.exec(text)?.groups;
  if (ofName !== undefined) return withTime([`%b${ofName['a']}%d${ofName['b']}${yearOf(ofName)}`], ofName);
  const ofCompact = compact.exec(text)?.groups;
  if (ofCompact !== undefined)
    return [
      `%Y%m%dT%H%M${ofCompact['seconds'] === undefined ? '' : '%S'}${ofCompact['zone'] === undefined ? '' : '%z'}`,
    ];
  const ofMonth = monthOnly.exec(text)?.groups;
  return ofMonth === undefined ? [] : [`%Y${ofMonth['a']}%m`];
}

type Groups = Readonly<Record<string, string | undefined>>;
const yearOf = ({ year }: Groups) => (year?.length === 2 ? '%y' : '%Y');

function withTime(dates: readonly string[], { gap, seconds, half, zone }: Groups): readonly string[] {
  if (gap === undefined) return dates;
  const gapOf = (text: string) => (text.startsWith(' ') ? ' ' : '');
  const clock =
    `${gap.trimEnd() === '' ? ' ' : 'T'}${half === undefined ? '%H' : '%I'}:%M${seconds === undefined ? '' : ':%S'}` +
    `${half === undefined ? '' : `${gapOf(half)}%p`}${zone === undefined ? '' : `${gapOf(zone)}%z`}`;
  return dates.map((date) => `${date}${clock}`);
}

const cellsLookedAt = 200;
const leastShare = 0.95;

/** Decides over all values of a column whether they are dates: `look` at each first, then `count` those that are not missing. */
export interface DateCounter {
  readonly look: (cell: string) => void;
  /** Whether any cell that was looked at could be a date. */
  readonly mayBe: () => boolean;
  readonly count: (cell: string, rowCount: number) => void;
  /** Undefined where they are no dates. */
  readonly found: () => ColumnDates | undefined;
}

export function countDates(): DateCounter {
  const looked = new Set<string>();
  const candidates = new Set<string>();
  let readers: { format: string; read: ReturnType<typeof dateReader>; count: number }[] | undefined;
  let total = 0;
  const begun = () =>
    (readers ??= [...candidates].map((format) => ({ format, read: dateReader(format), count: 0 })));
  return {
    look: (cell) => {
      if (looked.size >= cellsLookedAt || looked.has(cell)) return;
      looked.add(cell);
      for (const format of formatsOf(cell)) candidates.add(format);
    },
    mayBe: () => candidates.size > 0,
    count: (cell, rowCount) => {
      total += rowCount;
      for (const reader of begun()) if (reader.read(cell) !== undefined) reader.count += rowCount;
    },
    found: () => {
      const read = begun();
      const most = read.reduce((top, { count }) => Math.max(top, count), 0);
      if (most === 0 || most < leastShare * total) return undefined;
      return formatAmong(read.filter(({ count }) => count === most).map(({ format }) => format));
    },
  };
}

/** The format of dates that several formats read. */
function formatAmong(best: readonly string[]): ColumnDates {
  const dayFirst = best.find((format) => format.startsWith('%d'));
  const [first = ''] = best;
  const isUndecided = dayFirst !== undefined && best.some((format) => format.startsWith('%m'));
  if (!isUndecided) return { format: first };
  return { format: dayFirst.startsWith('%d.') ? dayFirst : first, isUndecided: true };
}

const dayName = /(?:^|[^a-z])(?:date|day|dt|ymd|yyyymmdd)(?:$|[^a-z])/i;
const [firstDay, lastDay] = [19_000_101, 21_001_231];
/** Whether a whole number has the figures of a year, a month and a day. */
const isDay = (value: number) =>
  value >= firstDay && value <= lastDay && dateReader('%Y%m%d')(value) !== undefined;

const epochName = /(?:^|[^a-z])(?:time|timestamp|datetime|date|at|ts|epoch)(?:$|[^a-z])/i;
/** From the year 2000 to 2100. */
const [leastSeconds, mostSeconds] = [946_684_800, 4_102_444_800];

/**
 * Whether whole numbers are times: days such as 20261231 by the name of the column, or seconds or milliseconds since 1970 by their size,
 * and by the name or their order.
 */
export function sniffNumberedDates(
  name: string,
  { min, max, isSorted }: { readonly min: number; readonly max: number; readonly isSorted: boolean },
): ColumnDates | undefined {
  const spaced = name.replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2');
  if (dayName.test(spaced) && isDay(min) && isDay(max)) return { format: '%Y%m%d' };
  if (!isSorted && !epochName.test(spaced)) return undefined;
  if (min >= leastSeconds && max <= mostSeconds) return { format: 'epoch-s' };
  return min >= leastSeconds * 1000 && max <= mostSeconds * 1000 ? { format: 'epoch-ms' } : undefined;
}
