import { expect, test } from 'vitest';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import type { ColumnFacts } from '../contract.ts';
import { featuresOf, preparationText, unusableText, withRole } from './columnRoles.ts';

const column = (name: string, more: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name,
  type: 'integer',
  missingCount: 0,
  distinctCount: 9,
  isNumeric: true,
  problem: 'regressor',
  ...more,
});
const gaps = { column: 'age', missing: 'median', indicator: true } as const;
const columns = [
  column('notes', { missingCount: 1234, unusable: 'missing' }),
  column('age', { missingCount: 3, suggested: gaps }),
  column('tenure', { suggested: { column: 'tenure' } }),
  column('unit', { distinctCount: 1, unusable: 'constant' }),
  column('churn', { suggested: { column: 'churn' } }),
];

test('where no features are listed, every usable column is one', () => {
  expect(featuresOf({ target: 'churn' }, columns)).toEqual([gaps, { column: 'tenure' }]);
  expect(featuresOf({ target: 'churn', features: [{ column: 'age' }] }, columns)).toEqual([
    { column: 'age' },
  ]);
});

test.each<[Partial<ColumnFacts>, string | undefined]>([
  [{}, undefined],
  [{ unusable: 'missing', type: 'empty', isNumeric: false }, 'has no value'],
  [{ unusable: 'constant' }, 'constant'],
  [{ unusable: 'text', type: 'text', isNumeric: false }, 'text that hardly repeats'],
])('a column with %j says why it is not used: %s', (facts, said) => {
  expect(unusableText(column('x', facts))).toBe(said);
});

test('a column that becomes a feature gets its default preparation, and the others keep theirs', () => {
  const own = { column: 'tenure', missing: 0 };
  expect(withRole([own], { name: 'age', suggested: gaps }, true)).toEqual([own, gaps]);
  expect(withRole([own, gaps], { name: 'age' }, false)).toEqual([own]);
  expect(withRole([own], { name: 'notes' }, true)).toEqual([own, { column: 'notes' }]);
});

test.each<[Feature, string]>([
  [{ column: 'x' }, 'number'],
  [gaps, 'number; gaps get the median, gaps marked'],
  [{ column: 'x', missing: 'mean' }, 'number; gaps get the mean'],
  [{ column: 'x', missing: 'mostFrequent' }, 'number; gaps get the most frequent value'],
  [{ column: 'x', missing: -1.5 }, 'number; gaps get −1.5'],
  [{ column: 'x', encode: 'one-hot' }, 'category: one column per frequent value, one for the others'],
  [
    { column: 'x', encode: 'one-hot', unseen: 'zero', missing: 'drop' },
    'category: one column per frequent value, new values in none; rows with gaps left out',
  ],
  [
    { column: 'x', encode: 'one-hot', unseen: 'error' },
    'category: one column per frequent value, new values are an error',
  ],
  [{ column: 'x', missing: 'drop', indicator: true }, 'number; rows with gaps left out'],
])('the preparation %j is shown in words', (feature, words) => {
  expect(preparationText(feature)).toBe(words);
});
