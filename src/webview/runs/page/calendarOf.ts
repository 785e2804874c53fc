import type { Calendar } from '../contract.ts';

/** When the days and weeks around `now` begin, in the time zone of the user; weeks on Monday. */
export function calendarOf(now: Date): Calendar {
  const startOf = (day: number) => new Date(now.getFullYear(), now.getMonth(), day).getTime();
  const date = now.getDate();
  return {
    yesterday: startOf(date - 1),
    today: startOf(date),
    week: startOf(date - ((now.getDay() + 6) % 7)),
    month: startOf(1),
  };
}
