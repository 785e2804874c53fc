import { expect, test } from 'vitest';
import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import { rowsOfBar } from './barRows.ts';

const column = (given: Partial<ColumnProfile>): ColumnProfile => ({
  name: 'x',
  type: 'text',
  why: 'words',
  nonNullCount: 9,
  missingCount: 0,
  distinctCount: 9,
  ...given,
});

test('a bar of a month filters from its first day up to the next month', () => {
  const dates = {
    first: Date.UTC(2026, 0, 3),
    last: Date.UTC(2026, 1, 20),
    bars: { unit: 'month', starts: [Date.UTC(2026, 0, 1), Date.UTC(2026, 1, 1)], counts: [4, 5] },
  } as const;
  const of = column({ type: 'date', why: 'dates', dates });
  expect(rowsOfBar(of, 0)).toEqual({ column: 'x', from: '2026-01-01', below: '2026-02-01' });
  expect(rowsOfBar(of, 1)).toEqual({ column: 'x', from: '2026-02-01', to: '2026-02-20' });
});

test('the bar of all other values has no filter', () => {
  const words = column({ topValues: [{ value: 'a', count: 3 }] });
  expect(rowsOfBar(words, 0)).toEqual({ column: 'x', in: ['a'] });
  expect(rowsOfBar(words, 1)).toBeUndefined();
});
