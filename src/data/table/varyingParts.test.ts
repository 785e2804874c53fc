import { expect, test } from 'vitest';
import { varyingParts } from './varyingParts.ts';

test.each([
  [['2026-01-05', '2026-01-12'], []],
  [['2026-01-05', '2026-01-06'], ['weekday']],
  [
    ['2026-01-05', '2027-02-01', ''],
    ['year', 'month'],
  ],
  [['2026-01-05T10:00Z', '', '2026-01-05T10:59Z'], []],
  [['2026-01-05T10:00Z', '2026-01-05T11:00Z'], ['hour']],
  [[''], []],
])('of the dates %j, these parts vary: %j', (dates, parts) => {
  expect(varyingParts(Float64Array.from(dates, (date) => Date.parse(date)))).toEqual(parts);
});
