import { dateText } from '../table/cells.ts';

const dayMs = 86_400_000;
/** Cache sizes for days and times of day; more would hardly repeat. */
const mostKept = 100_000;

/** `dateText` for many dates: days and times of day repeat, and each is written once. */
export function openDateTexts(): (time: number) => string {
  const days = keptTexts((day) => dateText(day * dayMs));
  const times = keptTexts((ms) => new Date(ms).toISOString().slice('1970-01-01'.length));
  return (time) => {
    const whole = Math.trunc(time);
    const day = Math.floor(whole / dayMs);
    const ms = whole - day * dayMs;
    if (!(Math.abs(whole) <= mostTime)) return dateText(time);
    return ms === 0 ? days(day) : days(day) + times(ms);
  };
}

/** What a Date can hold. */
const mostTime = 8.64e15;

function keptTexts(textOf: (key: number) => string): (key: number) => string {
  const kept = new Map<number, string>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const text = textOf(key);
    if (kept.size < mostKept) kept.set(key, text);
    return text;
  };
}
