import { expect, test } from 'vitest';
import type { ColumnFacts } from '../shapes/profile.ts';
import { guessTargets } from './targets.ts';

const column = (name: string, facts: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name,
  type: 'decimal',
  why: 'numbers',
  nonNullCount: 200,
  missingCount: 0,
  distinctCount: 150,
  ...facts,
});
const words = (name: string, distinctCount: number) =>
  column(name, { type: 'text', why: 'words', distinctCount });
const isTrue = (name: string) => column(name, { type: 'boolean', why: 'yes-or-no', distinctCount: 2 });

test.each<[string, readonly ColumnFacts[], string | undefined]>([
  [
    'the column that is called like an outcome',
    [column('Survived'), column('Age'), words('Ticket', 150)],
    'Survived',
  ],
  ['the last such column', [column('price'), column('charges'), column('size')], 'charges'],
  ['yes and no under such a name', [isTrue('Churn'), column('tenure')], 'Churn'],
  ['words under such a name', [words('diagnosis', 2), column('radius')], 'diagnosis'],
  ['the last column rather than a telling word in a name', [column('unit_price'), column('sold')], 'sold'],
  ['the last column of words', [column('a'), words('species', 3)], 'species'],
  [
    'a number with a telling name rather than words at the end',
    [column('rooms'), column('median_house_value'), words('ocean_proximity', 5)],
    'median_house_value',
  ],
  ['the last column that varies', [column('a'), column('b'), column('c', { distinctCount: 1 })], 'b'],
  ['no free text', [column('a'), words('comment', 190)], 'a'],
  ['no identifier', [column('a'), words('order_id', 199)], 'a'],
  ['no date', [column('a'), column('at', { type: 'date', why: 'dates', date: { format: '%Y-%m-%d' } })], 'a'],
  ['nothing where nothing varies', [column('a', { distinctCount: 1 })], undefined],
])('the guess is %s', (_, columns, expected) => {
  expect(guessTargets(columns)[0]).toBe(expected);
});

test('other columns follow, the last first', () => {
  expect(guessTargets([column('a'), column('y'), words('kind', 4), column('b')])).toEqual([
    'y',
    'b',
    'a',
    'kind',
  ]);
});
