import { expect, test } from 'vitest';
import type { Output } from '../../../data/fields/outputs.ts';
import { packOutputs } from '../../../data/fields/packedOutputs.ts';
import { byInfluence } from './coefficients.ts';

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
