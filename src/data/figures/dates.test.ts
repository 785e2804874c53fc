import { expect, test } from 'vitest';
import { openPace } from '../shapes/work.ts';
import { dateFigures } from './dates.ts';

const figuresOf = (dates: readonly (string | undefined)[]) =>
  dateFigures(
    Float64Array.from(dates, (date) => (date === undefined ? Number.NaN : Date.parse(date))),
    openPace({}),
  );

test.each([
  ['minute', ['2024-03-01T10:05:30Z', '2024-03-01T10:05:59Z', '2024-03-01T10:07:00Z'], [2, 0, 1]],
  ['hour', ['2024-03-01T23:05:00Z', '2024-03-02T01:05:00Z'], [1, 0, 1]],
  ['day', ['2024-02-28', '2024-02-29', '2024-02-29', '2024-03-01'], [1, 2, 1]],
  ['month', ['2023-12-31', '2024-02-01', '2024-02-29', '2024-03-15'], [1, 0, 2, 1]],
  ['year', ['1999-12-31', '2000-01-01', '2008-06-01'], [1, 1, 0, 0, 0, 0, 0, 0, 0, 1]],
  ['decade', ['1905-01-01', '1969-12-31', '1970-01-01'], [1, 0, 0, 0, 0, 0, 1, 1]],
])('dates are counted by the finest unit that gives few bars: %s', async (unit, dates, counts) => {
  const { dates: found } = await figuresOf(dates);
  expect(found?.bars).toMatchObject({ unit, counts });
  const [start = Number.NaN] = found?.bars.starts ?? [];
  expect(start).toBeLessThanOrEqual(Date.parse(dates[0] ?? ''));
});

test('bars of months begin on the first of the month', async () => {
  const { dates } = await figuresOf(['2023-11-17', '2024-02-03']);
  expect(dates?.bars.starts.map((start) => new Date(start).toISOString().slice(0, 10))).toEqual([
    '2023-11-01',
    '2023-12-01',
    '2024-01-01',
    '2024-02-01',
  ]);
});

test('the range, missing and distinct dates are counted', async () => {
  const { dates, ...counts } = await figuresOf(['2024-01-02', undefined, '2024-01-01', '2024-01-02']);
  expect(counts).toEqual({ nonNullCount: 3, missingCount: 1, distinctCount: 2 });
  expect([dates?.first, dates?.last]).toEqual([Date.parse('2024-01-01'), Date.parse('2024-01-02')]);
  expect(await figuresOf([undefined])).toEqual({ nonNullCount: 0, missingCount: 1, distinctCount: 0 });
});

test('dates that are thousands of years apart get a bounded number of bars', async () => {
  const { dates } = await dateFigures(Float64Array.of(-6e13, 0, 2e14), openPace({}));
  expect(dates?.bars.counts).toHaveLength(60);
  expect(dates?.bars.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
});
