import { expect, test } from 'vitest';
import { weightDecimals, weightText } from './weights.ts';

test('a column has even decimals that leave two digits of its smallest weight', () => {
  expect(weightDecimals([2.463_812, -0.002_134_5, 0])).toBe(4);
  expect(weightDecimals([10_882.31, 26.4])).toBe(0);
  expect(weightDecimals([1.5, 1e-12])).toBe(6);
  expect(weightDecimals([0])).toBe(0);
});

test('a weight that the decimals of its column would show as 0 has digits of its own', () => {
  const weights = [2.3e-9, -4.1e-8, 1.5, 0];
  const decimals = weightDecimals(weights);
  expect(weights.map((weight) => weightText(weight, decimals))).toEqual([
    '2.30e−9',
    '−4.10e−8',
    '1.500000',
    '0.000000',
  ]);
});
