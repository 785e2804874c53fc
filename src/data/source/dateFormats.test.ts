import { expect, test } from 'vitest';
import { countDates, sniffNumberedDates } from './dateFormats.ts';
import { dateReader, isDateFormat } from './dateReader.ts';

const format = (...cells: readonly string[]) => {
  const dates = countDates();
  for (const cell of cells) dates.look(cell);
  for (const cell of cells) dates.count(cell, 1);
  return dates.found();
};

test.each([
  ['%Y-%m-%d', '2024-01-31'],
  ['%Y/%m/%d', '2024/1/31'],
  ['%d.%m.%Y', '31.01.2024'],
  ['%m/%d/%Y', '1/31/2024'],
  ['%d/%m/%y', '31/01/24'],
  ['%d-%b-%y', '31-Jan-24'],
  ['%d %b %Y', '31 January 2024'],
  ['%b %d, %Y', 'Jan 31, 2024'],
  ['%Y-%m', '2024-01'],
])('%s is the format of %s', (expected, cell) => {
  expect(format(cell)).toEqual({ format: expected });
  const day = expected === '%Y-%m' ? 1 : 31;
  expect(dateReader(expected)(cell)).toBe(Date.UTC(2024, 0, day));
});

test.each([
  ['%Y-%m-%dT%H:%M:%S%z', '2024-02-29T13:05:07Z', Date.UTC(2024, 1, 29, 13, 5, 7)],
  ['%Y-%m-%dT%H:%M:%S%z', '2024-02-29T13:05:07.250+02:00', Date.UTC(2024, 1, 29, 11, 5, 7, 250)],
  ['%Y-%m-%d %H:%M:%S', '2024-02-29 13:05:07', Date.UTC(2024, 1, 29, 13, 5, 7)],
  ['%Y%m%dT%H%M%S', '20240229T130507', Date.UTC(2024, 1, 29, 13, 5, 7)],
  ['%m/%d/%Y %I:%M %p', '02/29/2024 1:05 PM', Date.UTC(2024, 1, 29, 13, 5)],
  ['%m/%d/%Y %I:%M %p', '02/29/2024 12:05 am', Date.UTC(2024, 1, 29, 0, 5)],
  ['%d.%m.%Y %H:%M', '29.02.2024 13:05', Date.UTC(2024, 1, 29, 13, 5)],
])('%s reads %s', (expected, cell, time) => {
  expect(format(cell)?.format).toBe(expected);
  expect(dateReader(expected)(cell)).toBe(time);
});

test('the order of day and month is decided over all cells', () => {
  expect(format('1/2/2024', '3/4/2024', '13/4/2024')).toEqual({ format: '%d/%m/%Y' });
  expect(format('1/2/2024', '3/4/2024', '3/14/2024')).toEqual({ format: '%m/%d/%Y' });
});

test('an order that no cell decides is month first, or day first between dots', () => {
  expect(format('1/2/2024', '3/4/2024')).toEqual({ format: '%m/%d/%Y', isUndecided: true });
  expect(format('1.2.2024', '3.4.2024')).toEqual({ format: '%d.%m.%Y', isUndecided: true });
});

test('a few other words do no harm, many make it no column of dates', () => {
  const dates = Array.from({ length: 40 }, (_, row) => `2024-01-${String(1 + (row % 28)).padStart(2, '0')}`);
  expect(format(...dates, 'unknown')).toEqual({ format: '%Y-%m-%d' });
  expect(format(...dates.slice(0, 8), 'unknown')).toBeUndefined();
});

test.each(['2024', '1.5', '12:30', 'A-1-2024', '2024-13-01', '31.02.2024', '1-2-3', '192.168.1.10', ''])(
  '%j is no date',
  (cell) => {
    expect(format(cell)).toBeUndefined();
  },
);

test('whole numbers are times by their size and name, or by their order', () => {
  const recent = { min: 1_700_000_000, max: 1_710_000_000 };
  expect(sniffNumberedDates('createdAt', { ...recent, isSorted: false })).toEqual({ format: 'epoch-s' });
  expect(sniffNumberedDates('population', { ...recent, isSorted: false })).toBeUndefined();
  expect(sniffNumberedDates('x', { ...recent, isSorted: true })).toEqual({ format: 'epoch-s' });
  expect(sniffNumberedDates('ts', { min: 1.7e12, max: 1.71e12, isSorted: false })).toEqual({
    format: 'epoch-ms',
  });
  expect(sniffNumberedDates('rate', { min: 1, max: 2, isSorted: true })).toBeUndefined();
  expect(dateReader('epoch-s')(1_700_000_000)).toBe(1.7e12);
  const days = { min: 20_240_101, max: 20_251_231, isSorted: false };
  expect(sniffNumberedDates('order_date', days)).toEqual({ format: '%Y%m%d' });
  expect(sniffNumberedDates('amount', days)).toBeUndefined();
  expect(sniffNumberedDates('date', { ...days, max: 20_251_399 })).toBeUndefined();
});

test.each(['%Y-%Y', '%Q', 'day', '%d.%m'])('%s is no format of dates', (one) => {
  expect(isDateFormat(one)).toBe(false);
});
