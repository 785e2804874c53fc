import { expect, test } from 'vitest';
import type { NumericProfile } from '../../../data/shapes/profile.ts';
import { ownDecimals } from './statistics.ts';

const noBars = { edges: [], counts: [] };
const column = (decimals: number): NumericProfile => ({
  mean: 0,
  std: 1,
  min: 0,
  q1: 0,
  median: 0,
  q3: 0,
  max: 0,
  skew: 0,
  kurtosis: 0,
  histogram: noBars,
  bars: noBars,
  decimals,
});

test('quartiles show the decimals they need, values of the column its own', () => {
  const write = (decimals: number) => (value: number) => ownDecimals(value, column(decimals));
  expect([0, 4.75, 9.5, 14.25, 19].map(write(0))).toEqual(['0', '4.75', '9.5', '14.25', '19']);
  expect([3.2, 3.2 + 1e-15, 7.725].map(write(1))).toEqual(['3.2', '3.2', '7.725']);
  expect(write(0)(56720.75)).toBe('56,721');
});
