import { expect, test } from 'vitest';
import { previewNumber, sizesOf } from './previewNumbers.ts';

test('sines of a year show zero where they differ from it by a rounding error', () => {
  const values = [3, 6, 9, 12].map((month) => Math.sin((month / 6) * Math.PI));
  const [size] = sizesOf(values.map((value, index) => ({ row: index + 1, cells: [], values: [value] })));
  expect(values.map((value) => previewNumber(value, size))).toEqual(['1', '0', '−1', '0']);
});

test('a column of tiny values shows them', () => {
  expect(previewNumber(6.1e-17, 8e-17)).toBe('6.10e−17');
});

test('rows without values leave the sizes of others alone', () => {
  const rows = [
    { row: 1, cells: [], values: [-5, 0] },
    { row: 2, cells: [], values: 'value-missing' as const },
  ];
  expect(sizesOf(rows)).toEqual([5, 0]);
});
