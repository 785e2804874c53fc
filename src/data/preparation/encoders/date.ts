import type { DatePart, FittedDate } from '../../shapes/encoders/date.ts';
import { cyclicParts } from '../../shapes/encoders/width.ts';
import { localTime } from './calendar.ts';
import { onlyColumn } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { fillOf, isStorable, numberFactsOf, numberReader, valuesOf, withoutSign } from './numbers.ts';

const defaultParts: readonly DatePart[] = ['year', 'month', 'weekday', 'daysSinceStart'];
const msOfDay = 86_400_000;
/** Of a Date. */
const greatestTime = 8.64e15;
const isTime = (time: number) => Math.abs(time) <= greatestTime;

/** Parts of a date as pandas' dt has them, gaps filled column by column as SimpleImputer with MissingIndicator. */
export const dateEncoder: Encoder<'date'> = {
  fit(training, planned) {
    const column = onlyColumn(training);
    const values = valuesOf(column).map((time) => (isTime(time) ? time : Number.NaN));
    const facts = numberFactsOf(column, values, planned.missing);
    const parts = [...new Set(planned.parts ?? defaultParts)];
    const { cyclic = false, timezone = 'UTC' } = planned;
    const outputs = outputsOf({ parts, cyclic, timezone, min: facts.min });
    const fills = outputs.flatMap(({ of }) => {
      const found = values.map((time) => (Number.isNaN(time) ? time : of(time)));
      const present = found.filter((value) => !Number.isNaN(value));
      const mean = present.reduce((sum, value) => sum + value, 0) / Math.max(1, present.length);
      return fillOf(found, planned.missing, mean) ?? [];
    });
    return {
      ...facts,
      parts,
      cyclic,
      timezone,
      indicator: planned.indicator === true && fills.length > 0 && facts.missingShare > 0,
      ...(fills.length === 0 ? {} : { fills }),
    };
  },
  open({ column }, fitted) {
    const { dateFormat, indicator, fills } = fitted;
    const read = numberReader(dateFormat);
    const outputs = outputsOf(fitted);
    return {
      names: [
        ...outputs.map(({ suffix }) => `${column}_${suffix}`),
        ...(indicator ? [`${column}_missing`] : []),
      ],
      write(cell, into, at) {
        const time = read(cell);
        const isGap = Number.isNaN(time);
        if (time === undefined || !(isGap || isTime(time))) return 'value-not-numeric';
        if (isGap && fills === undefined) return 'value-missing';
        for (const [index, { of }] of outputs.entries()) {
          const value = isGap ? (fills?.[index] ?? 0) : of(time);
          if (!isStorable(value)) return 'value-out-of-domain';
          into[at + index] = withoutSign(value);
        }
        if (indicator) into[at + outputs.length] = Number(isGap);
        return undefined;
      },
    };
  },
};

interface Output {
  /** Of its name. */
  readonly suffix: string;
  /** Of milliseconds since 1970. */
  readonly of: (time: number) => number;
}

/** The columns of a date. The last time is remembered: its parts are read one after the other. */
function outputsOf({
  parts,
  cyclic,
  timezone,
  min,
}: Pick<FittedDate, 'parts' | 'cyclic' | 'timezone' | 'min'>): readonly Output[] {
  const local = localTime(timezone);
  const date = new Date(0);
  let last = 0;
  const at = (time: number) => {
    if (time !== last) date.setTime(local(time));
    last = time;
    return date;
  };
  date.setTime(local(0));
  return parts.flatMap((part): readonly Output[] => {
    const of = (time: number) =>
      part === 'daysSinceStart' ? (time - min) / msOfDay : partOf(part, at(time));
    const period = periodOf(part);
    if (!cyclic || !cyclicParts.has(part)) return [{ suffix: part, of }];
    const angle = (time: number) => (of(time) / period) * 2 * Math.PI;
    return [
      { suffix: part, of },
      { suffix: `${part}_sin`, of: (time) => Math.sin(angle(time)) },
      { suffix: `${part}_cos`, of: (time) => Math.cos(angle(time)) },
    ];
  });
}

const daysOfWeek = 7;

function partOf(part: Exclude<DatePart, 'daysSinceStart'>, date: Date): number {
  switch (part) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'weekday':
      return (date.getUTCDay() + daysOfWeek - 1) % daysOfWeek;
    case 'hour':
      return date.getUTCHours();
    case 'minute':
      return date.getUTCMinutes();
  }
}

function periodOf(part: DatePart): number {
  switch (part) {
    case 'month':
      return 12;
    case 'weekday':
      return daysOfWeek;
    case 'hour':
      return 24;
    case 'year':
    case 'day':
    case 'minute':
    case 'daysSinceStart':
      return 1;
  }
}
