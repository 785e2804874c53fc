import { expect, test } from 'vitest';
import type { Output } from '../../../data/fields/outputs.ts';
import { packOutputs } from '../../../data/fields/packedOutputs.ts';
import { byInfluence, weightDecimals, weightText } from './coefficients.ts';

/** `sex` is 0 or 1, `age` spreads over decades. */
const judged = {
  featureNames: ['sex', 'age', 'constant'],
  pairs: [
    { row: 1, features: [0, 30, 5], actual: 0, predicted: 0, score: 0 },
    { row: 2, features: [1, 50, 5], actual: 0, predicted: 0, score: 0 },
    { row: 3, features: [1, 70, 5], actual: 0, predicted: 0, score: 0 },
  ],
};

test('what moves the answer most comes first, however small its weight a unit is', () => {
  const rows = byInfluence(judged, [[-2.5, 0.1, 40]], undefined);
  expect(rows.map(({ name }) => name)).toEqual(['age', 'sex', 'constant']);
  expect(rows[0]).toMatchObject({ name: 'age', per: 'per unit', weights: [0.1], influence: 2 });
  expect(rows[1]?.influence).toBeCloseTo(-2.5 * Math.sqrt(1 / 3), 12);
  expect(rows[2]?.influence).toBe(0);
});

test('of several classes the largest counts', () => {
  const weights = [
    [1, 0.01, 0],
    [0, -0.2, 0],
  ];
  const [first] = byInfluence(judged, weights, undefined);
  expect(first).toMatchObject({ name: 'age', weights: [0.01, -0.2], influence: 4 });
});

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

test('the coefficients of 4,000 levels are in terms of their column', () => {
  const names = Array.from({ length: 4000 }, (_, index) => `zip=${index}`);
  const outputs = names.map((_, index): Output => ({
    columns: ['zip'],
    feature: 0,
    meaning: { kind: 'level', level: String(index), share: 1 / 4000 },
  }));
  const evaluation = { featureNames: names, pairs: [] };
  const weights = names.map((_, index) => (index === 7 ? 3 : 0));
  const rows = byInfluence(evaluation, [weights], packOutputs(outputs));
  expect(rows).toHaveLength(4000);
  expect(rows.find(({ name }) => name === 'zip: 7')).toMatchObject({ per: 'against the rest', weights: [3] });
});
