import { expect, test } from 'vitest';
import type { ColumnProfile } from '../../../data/shapes/profile.ts';
import { plainDistribution } from './plainDistribution.ts';

const text = (values: readonly string[], missingCount = 0): ColumnProfile => {
  const distinct = [...new Set(values)];
  return {
    name: 'c',
    type: 'text',
    why: 'words',
    nonNullCount: values.length,
    missingCount,
    distinctCount: distinct.length,
    topValues: distinct.map((value) => ({ value, count: values.filter((one) => one === value).length })),
  };
};

test('one value in every row needs no picture', () => {
  expect(plainDistribution(text(['EUR', 'EUR']))).toBe('EUR in every row');
  expect(plainDistribution(text(['EUR', 'EUR'], 1))).toBe('EUR where present');
  const bars = { edges: [0.5, 1.5], counts: [2] };
  const numeric = { mean: 1, std: 0, min: 1, q1: 1, median: 1, q3: 1, max: 1, skew: null, kurtosis: null };
  const { topValues: _, ...facts } = text(['1', '1']);
  const ones: ColumnProfile = {
    ...facts,
    type: 'integer',
    numeric: { ...numeric, histogram: bars, bars, decimals: 0 },
  };
  expect(plainDistribution(ones)).toBe('1 in every row');
});

test('texts that are all different need none either', () => {
  expect(plainDistribution(text(['C0', 'C1', 'C2']))).toBe('a different value in every row');
  expect(plainDistribution(text(['C0', 'C1'], 3))).toBe('no value occurs twice');
  expect(plainDistribution(text([], 3))).toBe('no value');
});

test('identifiers need none, though they are numbers', () => {
  const ids: ColumnProfile = { ...text([]), name: 'customer_id', type: 'integer', nonNullCount: 100 };
  expect(plainDistribution({ ...ids, distinctCount: 100 })).toBe('a different value in every row');
  expect(plainDistribution({ ...ids, distinctCount: 97 })).toBe('almost no value occurs twice');
});

test('values that recur are drawn', () => {
  expect(plainDistribution(text(['no', 'no', 'yes']))).toBeUndefined();
});
