import { expect, test } from 'vitest';
import { fixed, full, percent } from '../language/numbers.ts';
import { textOf, twinRows, written, writtenDate } from './twin.ts';

test('a data table is saved with full values and without display formatting', () => {
  const rows = [
    ['row 1', written(1_234.567_890_123, full), written(0.123_456, percent), fixed(-1_234)],
    [writtenDate(Date.UTC(2026, 10, 1), 'Nov 2026'), written(undefined, full), '–', '–'],
    [writtenDate(Date.UTC(2026, 10, 1, 9, 30), '9:30'), 'n/a', percent(0.5), fixed(5)],
  ];
  const columns = [{ label: 'What' }, ...['a', 'b', 'c'].map((label) => ({ label, numeric: true }))];
  expect(twinRows({ columns, rows })).toEqual([
    ['What', 'a', 'b', 'c'],
    ['row 1', 1_234.567_890_123, 0.123_456, '-1234'],
    ['2026-11-01', '', '', ''],
    ['2026-11-01T09:30:00Z', 'n/a', '0.5', '5'],
  ]);
  expect(rows[1]?.map(textOf)).toEqual(['Nov 2026', '–', '–', '–']);
});
