import { expect, test } from 'vitest';
import type { Profile } from '../../../data/shapes/profile.ts';
import { mostMessageLength } from '../../host/messageSize.ts';
import { profileWith } from '../profileWith.testing.ts';
import { shownProfile } from './shownProfile.ts';

function profileOf(columnCount: number, rowCount: number, cell: string): Profile {
  const names = Array.from({ length: columnCount }, (_, index) => `column_${index}`);
  const row = (number: number) => ({ row: number, cells: names.map(() => cell) });
  return profileWith({
    rowCount,
    columnCount,
    columns: names.map((name) => ({
      name,
      type: 'text',
      why: 'words',
      nonNullCount: rowCount,
      missingCount: 0,
      distinctCount: 1,
      topValues: [{ value: cell, count: rowCount }],
    })),
    head: [row(1)],
    tail: [row(rowCount)],
    correlation: { columns: names, pearson: names.map((_, a) => names.map((_, b) => 1 / (a + b + 3))) },
    points: {
      columns: names,
      rows: Array.from({ length: 2000 }, (_, index) => ({
        row: index + 1,
        values: names.map((_, column) => index / (column + 7)),
      })),
      shownCount: 2000,
      totalCount: rowCount,
    },
    findings: [],
    targetCandidates: [],
  });
}

test('a wide table fits into a message: its pictures show fewer rows, and say how many', () => {
  const { points } = shownProfile(profileOf(100, 3_000_000, '1'));
  expect(points.rows.length).toBeGreaterThan(100);
  expect(points.rows.length).toBeLessThan(2000);
  expect(points.shownCount).toBe(points.rows.length);
  expect(points.totalCount).toBe(3_000_000);
});

test.each([
  [3, '1'],
  [100, '1'],
  [40, 'x'.repeat(100_000)],
])('a profile of %i columns fits into a message', (columnCount, cell) => {
  const shown = shownProfile(profileOf(columnCount, 5000, cell));
  expect(JSON.stringify(shown).length).toBeLessThan(mostMessageLength);
});

test('a small table reaches the page with all its points', () => {
  expect(shownProfile(profileOf(3, 5000, '1')).points.rows).toHaveLength(2000);
});
