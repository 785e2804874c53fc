import type { DateProfile, DateUnit } from '../shapes/profile.ts';
import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import { countsBetween, orderOf } from './order.ts';
import { momentsOf } from './moments.ts';

const mostBars = 60;
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000] as const;

export interface DateFigures {
  readonly nonNullCount: number;
  readonly missingCount: number;
  readonly distinctCount: number;
  /** Absent where there is no value. */
  readonly dates?: DateProfile;
}

/** Range and bars of a column of dates: milliseconds since 1970, UTC; NaN is missing. */
export async function dateFigures(
  values: Float64Array,
  pace: Pace,
  scratch?: Float64Array,
): Promise<DateFigures> {
  const moments = await momentsOf(values, pace);
  const { count, min: first, max: last } = moments;
  const counts = { nonNullCount: count, missingCount: values.length - count };
  if (count === 0) return { ...counts, distinctCount: 0 };
  const order = await orderOf(values, moments, pace, scratch);
  const { unit, starts } = barsBetween(first, last, await stepOf(values, pace));
  return {
    ...counts,
    distinctCount: await order.distinctCount(),
    dates: { first, last, bars: { unit, starts, counts: countsBetween(order, [...starts, Infinity]) } },
  };
}

/** The start of the unit that a time is in, and the start of the next one. */
export type CalendarUnit<Unit = DateUnit> = readonly [
  Unit,
  start: (time: number) => number,
  next: (start: number) => number,
];

/** Finest first. */
export const units: readonly CalendarUnit[] = [
  fixed('minute', minute),
  fixed('hour', hour),
  fixed('day', day),
  calendar('month', 1),
  calendar('year', 12),
  calendar('decade', 120),
];

function fixed(unit: DateUnit, ms: number): CalendarUnit {
  return [unit, (time) => Math.floor(time / ms) * ms, (start) => start + ms];
}

function calendar(unit: DateUnit, months: number): CalendarUnit {
  const monthOf = (time: number) => {
    const date = new Date(time);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const timeOf = (month: number) => new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1);
  return [
    unit,
    (time) => timeOf(Math.floor(monthOf(time) / months) * months),
    (start) => timeOf(monthOf(start) + months),
  ];
}

/** The finest of day, hour and minute that the values distinguish, as milliseconds. */
async function stepOf(values: Float64Array, pace: Pace): Promise<number> {
  let step: number = day;
  await inBlocks(values.length, pace, (from, to) => {
    for (let row = from; row < to && step > minute; row += 1) {
      const value = values[row] ?? Number.NaN;
      if (value % step !== 0 && !Number.isNaN(value)) step = value % hour === 0 ? hour : minute;
    }
  });
  return step;
}

function barsBetween(first: number, last: number, step: number): { unit: DateUnit; starts: number[] } {
  for (const [unit, startOf, next] of units) {
    if (next(0) < step) continue;
    const starts: number[] = [];
    let start = startOf(first);
    while (start <= last && starts.length <= mostBars) {
      starts.push(start);
      start = next(start);
    }
    if (starts.length <= mostBars) return { unit, starts };
  }
  // Thousands of years: the dates are not what they seem, but their bars are bounded too.
  const width = (last - first) / mostBars;
  return { unit: 'decade', starts: Array.from({ length: mostBars }, (_, bar) => first + bar * width) };
}
