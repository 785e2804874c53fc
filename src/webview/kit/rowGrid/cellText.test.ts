import { expect, test } from 'vitest';
import type { GridColumn } from '../../../data/shapes/gridView.ts';
import { cellText } from './cellText.ts';

const column = (given: Partial<GridColumn>): GridColumn => ({
  name: 'x',
  type: 'decimal',
  meaning: 'decimal',
  missingCount: 0,
  distinctCount: 9,
  ...given,
});

test('numbers have their column’s decimals, grouping and a minus sign', () => {
  const two = column({ decimals: 2 });
  expect([cellText('-1234.5', two), cellText('0', two), cellText('-0.001', two)]).toEqual([
    '−1,234.50',
    '0.00',
    '0.00',
  ]);
  expect(cellText('121872', column({ type: 'integer', meaning: 'integer' }))).toBe('121,872');
});

test('very large and very small numbers are shown as written', () => {
  expect(cellText('-1e-12', column({ decimals: 12 }))).toBe('−1e-12');
  expect(cellText('123456789012345678901234567', column({ type: 'integer' }))).toBe(
    '123456789012345678901234567',
  );
});

test('an identifier is a name, not a quantity', () => {
  expect(cellText('100001', column({ type: 'integer', meaning: 'identifier' }))).toBe('100001');
});

test('dates have separate days and times, and words stay on one line', () => {
  expect(cellText('2026-01-05T08:13:00', column({ type: 'date', meaning: 'date' }))).toBe(
    '2026-01-05 08:13:00',
  );
  expect(cellText('two\r\nlines', column({ type: 'text', meaning: 'text' }))).toBe('two ↵ lines');
});
