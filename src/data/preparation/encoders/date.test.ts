import { expect, test } from 'vitest';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { dateParts } from '../../shapes/encoders/date.ts';
import { encodeColumn } from './encodeColumn.testing.ts';
import { expectClose, golden } from './golden.testing.ts';

test.each(golden.dates)('parts of dates in $timezone are those of pandas', ({ times, timezone, encoded }) => {
  const feature: ColumnFeature = {
    column: 'at',
    encode: 'date',
    parts: [...dateParts],
    cyclic: true,
    timezone,
  };
  const { names, rows } = encodeColumn(feature, times, times, { dateFormat: 'epoch-ms' });
  expect(names.toSorted()).toEqual(
    Object.keys(encoded)
      .map((part) => `at_${part}`)
      .toSorted(),
  );
  for (const [index, name] of names.entries())
    expectClose(
      rows.map((row) => row[index]),
      encoded[name.replace('at_', '')] ?? [],
    );
});

const day: ColumnFeature = { column: 'day', encode: 'date', parts: ['month', 'weekday'] };
const written = { dateFormat: '%d/%m/%Y' };

test('a date is read as its column writes it', () => {
  const { names, rows } = encodeColumn(
    day,
    ['31/12/2025'],
    ['02/01/2026', '2026-01-02', '31/02/2026'],
    written,
  );
  expect(names).toEqual(['day_month', 'day_weekday']);
  expect(rows).toEqual([[1, 4], 'value-not-numeric', 'value-not-numeric']);
});

test('a gap gets the median of each part and is marked, where the experiment says so', () => {
  const training = ['05/01/2026', '06/02/2026', '07/08/2026', null];
  expect(encodeColumn(day, training, [null], written).rows).toEqual(['value-missing']);
  const filled: ColumnFeature = { ...day, missing: 'median', indicator: true };
  expect(encodeColumn(filled, training, [null, '05/01/2026'], written)).toEqual({
    names: ['day_month', 'day_weekday', 'day_missing'],
    rows: [
      [2, 4, 1],
      [1, 0, 0],
    ],
  });
});

test('by default a date is its year, month and weekday, and the days since the first one', () => {
  const { names, rows } = encodeColumn(
    { column: 'd', encode: 'date' },
    ['01/01/2026'],
    ['04/03/2027'],
    written,
  );
  expect(names).toEqual(['d_year', 'd_month', 'd_weekday', 'd_daysSinceStart']);
  expect(rows).toEqual([[2027, 3, 3, 427]]);
});
