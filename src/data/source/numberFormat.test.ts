import { expect, test } from 'vitest';
import { sniffNumberFormat } from './numberFormat.ts';

const formatOf = (cells: readonly string[], delimiter: string) =>
  sniffNumberFormat(
    cells.map((cell) => [cell, '7']),
    delimiter,
    {},
  );
const plain = { decimal: '.', thousands: '' };

test('points before three figures leave it open whether they part thousands', () => {
  expect(formatOf(['1.234', '12.345', '101.000'], ';')).toEqual({ format: plain, isSure: false });
  expect(formatOf(['1.234.567', '2.345'], ';')).toEqual({
    format: { decimal: ',', thousands: '.' },
    isSure: true,
  });
});

test.each([
  [['0.418', '4.216', '234.840'], ';'],
  [['1.5', '2.25'], ';'],
  [['1.234', '12.345'], ','],
  [['1', '2'], ';'],
])('%j in a file parted by "%s" have a decimal point', (cells, delimiter) => {
  expect(formatOf(cells, delimiter)).toEqual({ format: plain, isSure: true });
});
