import type { PeriodUnit } from '../shapes/pairs.ts';
import type { Pace } from '../shapes/work.ts';
import { inBlocks } from './blocks.ts';
import { units } from './dates.ts';
import type { CalendarUnit } from './dates.ts';

const mostPeriods = 500;
const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000] as const;
/** The first Monday after the beginning of 1970, which was a Thursday. */
const monday = 4 * day;
const week = 7 * day;

/** Finest first. */
const periodUnits: readonly CalendarUnit<PeriodUnit>[] = [
  ['second', (time) => Math.floor(time / second) * second, (start) => start + second],
  ...units.filter(([unit]) => unit === 'minute' || unit === 'hour' || unit === 'day'),
  ['week', (time) => Math.floor((time - monday) / week) * week + monday, (start) => start + week],
  ...units.filter(([unit]) => unit === 'month' || unit === 'year' || unit === 'decade'),
];

/** Fewer periods show no trend. */
const fewestPeriods = 12;
const mostOf = (count: number) => Math.max(fewestPeriods, Math.min(mostPeriods, count));

export interface Periods {
  readonly unit: PeriodUnit;
  readonly starts: readonly number[];
}

/**
 * The periods that cover some times, in the finest unit that the times resolve and that gives at most 500 periods, or only as
 * many as have `leastRows` on average.
 */
export async function periodsOf(times: Float64Array, pace: Pace, leastRows = 1): Promise<Periods> {
  const most = leastRows === 1 ? mostPeriods : mostOf(times.length / leastRows);
  let first = Infinity;
  let last = -Infinity;
  let step: number = day;
  await inBlocks(times.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const time = times[row] ?? 0;
      if (time < first) first = time;
      if (time > last) last = time;
      if (time % step !== 0) step = stepOf(time);
    }
  });
  for (const [unit, startOf, next] of periodUnits) {
    if (next(0) < step) continue;
    const starts: number[] = [];
    for (let start = startOf(first); start <= last && starts.length <= most; start = next(start))
      starts.push(start);
    if (starts.length <= most) return { unit, starts };
  }
  // Dates over thousands of years are probably wrong, but their periods must be bounded too.
  const count = Math.floor(most);
  const width = (last - first) / count;
  return { unit: 'decade', starts: Array.from({ length: count }, (_, at) => first + at * width) };
}

/** The period of each time. */
export async function placesIn(times: Float64Array, { starts }: Periods, pace: Pace): Promise<Int32Array> {
  const places = new Int32Array(times.length);
  await inBlocks(times.length, pace, (from, to) => {
    for (let row = from; row < to; row += 1) {
      const time = times[row] ?? 0;
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= time) low = middle;
        else high = middle - 1;
      }
      places[row] = low;
    }
  });
  return places;
}

const stepOf = (time: number): number =>
  time % day === 0 ? day : time % hour === 0 ? hour : time % minute === 0 ? minute : second;
