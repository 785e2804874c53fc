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

test('columns with many decimals show five digits, so that all statistics fit beside each other', () => {
  const write = (max: number) => (value: number) => ownDecimals(value, { ...column(6), max });
  expect([-2.107207, 2.999971].map(write(2.999971))).toEqual(['−2.1072', '3.0000']);
  expect([8.89285725, 26.67857175].map(write(35.571429))).toEqual(['8.893', '26.679']);
  expect([0.24777, 0.745292].map(write(0.993062))).toEqual(['0.24777', '0.74529']);
});
