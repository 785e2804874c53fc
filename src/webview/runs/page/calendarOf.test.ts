import { expect, test } from 'vitest';
import { calendarOf } from './calendarOf.ts';

test.each([
  ['a Sunday', new Date(2026, 10, 29, 23, 59), new Date(2026, 10, 23)],
  ['a Monday', new Date(2026, 10, 30, 0, 1), new Date(2026, 10, 30)],
  ['the first of a month', new Date(2026, 11, 1, 12), new Date(2026, 10, 30)],
])('the week of %s begins on Monday', (_, now, monday) => {
  expect(calendarOf(now).week).toBe(monday.getTime());
});

test('days begin at midnight, also across months', () => {
  const { yesterday, today, month } = calendarOf(new Date(2026, 11, 1, 12));
  expect(today).toBe(new Date(2026, 11, 1).getTime());
  expect(yesterday).toBe(new Date(2026, 10, 30).getTime());
  expect(month).toBe(today);
});
