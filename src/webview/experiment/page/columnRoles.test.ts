import { expect, test } from 'vitest';
import type { ColumnFacts } from '../contract.ts';
import { featuresOf, unusableText } from './columnRoles.ts';

const column = (name: string, more: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name,
  type: 'integer',
  missingCount: 0,
  distinctCount: 9,
  isNumeric: true,
  problem: 'regressor',
  ...more,
});
const columns = [
  column('age', { missingCount: 1234, unusable: 'missing' }),
  column('tenure'),
  column('unit', { distinctCount: 1, unusable: 'constant' }),
  column('churn'),
];

test('where no features are listed, every usable column is one', () => {
  expect(featuresOf({ target: 'churn' }, columns)).toEqual(['tenure']);
  expect(featuresOf({ target: 'churn', features: [{ column: 'age' }] }, columns)).toEqual(['age']);
});

test.each<[Partial<ColumnFacts>, string | undefined]>([
  [{}, undefined],
  [{ unusable: 'missing', missingCount: 1234 }, '1,234 missing'],
  [{ unusable: 'missing', type: 'empty', isNumeric: false }, 'has no value'],
  [{ unusable: 'constant' }, 'constant'],
  [{ unusable: 'text', type: 'text', isNumeric: false }, 'text: only the target can be text'],
  [{ unusable: 'text', type: 'boolean', isNumeric: false }, 'boolean: only the target can be boolean'],
])('a column with %j says why it is not used: %s', (facts, said) => {
  expect(unusableText(column('x', facts))).toBe(said);
});
