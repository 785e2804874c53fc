import { expect, test } from 'vitest';
import { dateUnitText, tableDate } from './dates.ts';

const at = (text: string) => Date.parse(text);

test('a date of a table has a time only where it is not midnight', () => {
  expect(tableDate(at('2026-11-24T00:00:00Z'))).toBe('Nov 24, 2026');
  expect(tableDate(at('2026-11-24T21:31:00Z'))).toBe('Nov 24, 2026, 21:31');
  expect(tableDate(at('1969-12-31T23:59:59Z'))).toBe('Dec 31, 1969, 23:59:59');
});

test.each([
  ['decade', '1990–1999'],
  ['year', '1990'],
  ['month', 'Jan 1990'],
  ['day', 'Jan 1, 1990'],
  ['hour', 'Jan 1, 1990, 00:00'],
] as const)('a bar of a %s is called %s', (unit, words) => {
  expect(dateUnitText(at('1990-01-01T00:00:00Z'), unit)).toBe(words);
});
