import { expect, test } from 'vitest';
import { dateReader } from '../source/dateReader.ts';
import { dateText } from './dateText.ts';

const time = Date.UTC(2026, 2, 7, 15, 4, 5);

test.each([
  ['%Y-%m-%d %H:%M:%S', '2026-03-07 15:04:05'],
  ['%d.%m.%y %H:%M:%S', '07.03.26 15:04:05'],
  ['%m/%d/%Y %I:%M:%S %p', '03/07/2026 03:04:05 PM'],
  ['%d %b %Y %H:%M:%S', '07 Mar 2026 15:04:05'],
  ['%Y-%m-%dT%H:%M:%S%z', '2026-03-07T15:04:05Z'],
  ['epoch-s', String(time / 1000)],
  ['epoch-ms', String(time)],
])('a time is written as %s, and read back', (format, text) => {
  expect(dateText(time, format)).toBe(text);
  expect(dateReader(format)(text)).toBe(time);
});

test('a date without a time of day is its midnight', () => {
  expect(dateReader('%Y-%m-%d')(dateText(time, '%Y-%m-%d'))).toBe(Date.UTC(2026, 2, 7));
});
