import type { DatePart } from '../shapes/encoders/date.ts';

type CalendarPart = Extract<DatePart, 'year' | 'month' | 'weekday' | 'hour'>;

const parts: readonly (readonly [CalendarPart, (date: Date) => number])[] = [
  ['year', (date) => date.getUTCFullYear()],
  ['month', (date) => date.getUTCMonth()],
  ['weekday', (date) => date.getUTCDay()],
  ['hour', (date) => date.getUTCHours()],
];

/** Which of year, month, weekday and hour are not the same in all of the times: milliseconds since 1970, NaN where missing. */
export function varyingParts(times: Float64Array): readonly CalendarPart[] {
  const first = times.find((time) => !Number.isNaN(time));
  if (first === undefined) return [];
  const date = new Date(first);
  const steady = parts.map(([name, of]) => ({ name, of, value: of(date) }));
  let left = steady;
  for (let row = 0; row < times.length && left.length > 0; row += 1) {
    const time = times[row] ?? Number.NaN;
    if (Number.isNaN(time)) continue;
    date.setTime(time);
    if (left.some(({ of, value }) => of(date) !== value))
      left = left.filter(({ of, value }) => of(date) === value);
  }
  return steady.filter((one) => !left.includes(one)).map(({ name }) => name);
}
