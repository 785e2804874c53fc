import { expect, test } from 'vitest';
import type { LeftOutColumn, PreflightItem } from '../../../data/shapes/preflight.ts';
import { itemText } from './preflightText.ts';

const leftOut = (columns: readonly LeftOutColumn[]) =>
  itemText({ kind: 'columns-left-out', facts: { count: columns.length }, columns });
const text = (name: string): LeftOutColumn => ({ name, why: 'text', missingCount: 0 });

test('columns that are left out are named with the reason', () => {
  expect(
    leftOut([
      text('id'),
      { name: 'age', why: 'missing', missingCount: 1038 },
      { name: 'charge', why: 'missing', missingCount: 21 },
      { name: 'unit', why: 'constant', missingCount: 0 },
    ]),
  ).toBe('Left out: age (1,038 missing), charge (21 missing); constant: unit; text: id');
});

test('of many only the first are named', () => {
  expect(leftOut(['a', 'b', 'c', 'd'].map(text))).toBe('Left out: text: a, b, c, d');
  expect(leftOut(['a', 'b', 'c', 'd', 'e'].map(text))).toBe('Left out: text: a, b, c and 2 more');
});

test.each<[PreflightItem['kind'], PreflightItem['facts'], string]>([
  ['value-missing', { column: 'age', count: 1 }, 'age has 1 missing value, in row 1,044'],
  ['value-missing', { column: 'age', count: 38 }, 'age has 38 missing values, the first in row 1,044'],
  [
    'value-not-numeric',
    { column: 'm²', count: 1 },
    'm² has 1 value that is not a number: "0,5" in row 1,044',
  ],
  [
    'value-not-numeric',
    { column: 'm²', count: 9 },
    'm² has 9 values that are not numbers; the first, "0,5", is in row 1,044',
  ],
])('%s with %j is said as: %s', (kind, facts, said) => {
  expect(itemText({ kind, facts: { found: '0,5', row: 1044, ...facts } })).toBe(said);
});
