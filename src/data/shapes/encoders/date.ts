import * as z from 'zod/mini';
import { described } from '../described.ts';
import { numberFactsSchema } from './numberFacts.ts';

/** Parts of a date; the weekday of Monday is 0. */
export const dateParts = ['year', 'month', 'day', 'weekday', 'hour', 'minute', 'daysSinceStart'] as const;
export type DatePart = (typeof dateParts)[number];

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** What a feature made of a date can be given. */
export const dateKeys = {
  parts: described(
    z.exactOptional(z.array(z.enum(dateParts)).check(z.minLength(1))),
    'date: a column each: year, month, day, weekday (Monday is 0), hour, minute, daysSinceStart (days since the first date of the training rows). If absent: year, month, weekday, daysSinceStart.',
  ),
  cyclic: described(
    z.exactOptional(z.boolean()),
    'date: whether month, weekday and hour get a column for their sine and one for their cosine, so that December is next to January.',
  ),
  timezone: described(
    z.exactOptional(
      z.string().check(z.refine(isTimezone, { error: 'a time zone such as UTC or Europe/Berlin' })),
    ),
    'date: time zone of the parts, such as Europe/Berlin. If absent: UTC.',
  ),
};

/** What was learned of a date on the training rows; its times are milliseconds since 1970. */
export const fittedDateSchema = z.object({
  ...numberFactsSchema.shape,
  parts: z.array(z.enum(dateParts)),
  cyclic: z.boolean(),
  timezone: z.string(),
  indicator: z.boolean(),
  /** Replace a missing date, one for each column but the indicator; absent: none may be missing. */
  fills: z.exactOptional(z.array(z.number())),
});

export type FittedDate = z.infer<typeof fittedDateSchema>;
