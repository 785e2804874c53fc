import { expect, test } from 'vitest';
import type { NumericProfile } from '../../../data/shapes/profile.ts';
import { ownDecimals, statisticsOf } from './statistics.ts';

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

const facts = { name: 'c', why: 'numbers', nonNullCount: 900, missingCount: 0, distinctCount: 20 } as const;
const textsOf = (...given: Parameters<typeof statisticsOf>) =>
  Object.fromEntries(statisticsOf(...given).map(({ label, text }) => [label, text]));

test('what a sample cannot know is a bound or an estimate, until it is exact', () => {
  const decimal = { ...facts, type: 'decimal', numeric: { ...column(0), min: -3, max: 4 } } as const;
  expect(textsOf(decimal, { kind: 'sample', rows: 900, of: 3_000_000, isEstimate: true })).toEqual({
    'Non-null': '≥\u202f900',
    Missing: '≥\u202f0',
    Distinct: '≥\u202f20',
    Mean: '≈\u202f0',
    Std: '≈\u202f1.00',
    Min: '≤\u202f−3',
    '25\u00a0%': '≈\u202f0',
    '50\u00a0%': '≈\u202f0',
    '75\u00a0%': '≈\u202f0',
    Max: '≥\u202f4',
  });
  expect(textsOf(decimal)).toMatchObject({ 'Non-null': '900', Mean: '0.000', Max: '4' });
});

test('dates have a first and a last one, identifiers their exact ends, and neither a mean', () => {
  const bars = { unit: 'year', starts: [], counts: [] } as const;
  const dates = { first: Date.UTC(2026, 0, 2), last: Date.UTC(2026, 2, 30, 12, 5), bars };
  expect(textsOf({ ...facts, type: 'date', why: 'dates', dates })).toMatchObject({
    Mean: '–',
    Min: 'Jan 2, 2026',
    Max: 'Mar 30, 2026',
  });
  const ids = { ...facts, name: 'customer_id', type: 'integer', distinctCount: 900 } as const;
  expect(textsOf({ ...ids, numeric: { ...column(0), min: 1001, max: 1_234_567 } })).toMatchObject({
    Mean: '–',
    Min: '1001',
    Max: '1234567',
  });
});
