import { expect, test } from 'vitest';
import type { CellFacts, LeftOutColumn } from '../shapes/findings.ts';
import { experimentFindingAdvice, experimentFindingWords } from './experimentFindings.ts';
import type { Say } from './say.ts';

const say: Say = {
  t: (english, ...values) =>
    english.replaceAll(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
  number: (value) => value.toLocaleString('en'),
  percent: (share) => `${100 * share} %`,
  list: (names) => names.join(', '),
};

const leftOut = (columns: readonly LeftOutColumn[]) =>
  experimentFindingWords(say, { kind: 'columns-left-out', facts: { count: columns.length } }, columns);
const text = (name: string): LeftOutColumn => ({ name, why: 'text', missingCount: 0 });

test('columns that are left out are named with the reason', () => {
  expect(
    leftOut([
      text('id'),
      { name: 'age', why: 'missing', missingCount: 1038 },
      { name: 'charge', why: 'missing', missingCount: 21 },
      { name: 'unit', why: 'constant', missingCount: 0 },
    ]),
  ).toBe('Left out: without a value: age, charge; constant: unit; text: id');
  expect(leftOut([{ name: 'logpay', why: 'leakage', missingCount: 0 }])).toBe(
    'Left out: a function of the target: logpay',
  );
});

test('of many only the first are named', () => {
  expect(leftOut(['a', 'b', 'c', 'd'].map(text))).toBe('Left out: text: a, b, c, d');
  expect(leftOut(['a', 'b', 'c', 'd', 'e'].map(text))).toBe('Left out: text: a, b, c and 2 more');
});

const cell: CellFacts = {
  file: '/t.csv',
  row: 1044,
  line: 1045,
  column: 'age',
  role: 'feature',
  count: 1,
  found: '0,5',
};

test.each([
  ['value-missing', {}, 'age has 1 missing value, in row 1,044'],
  ['value-missing', { count: 38 }, 'age has 38 missing values, the first in row 1,044'],
  ['value-not-numeric', {}, 'age has 1 value that is not a number: "0,5" in row 1,044'],
  [
    'value-not-numeric',
    { count: 9 },
    'age has 9 values that are not numbers; the first, "0,5", is in row 1,044',
  ],
] as const)('%s with %j is worded as: %s', (kind, facts, words) => {
  expect(experimentFindingWords(say, { kind, facts: { ...cell, ...facts } })).toBe(words);
});

test('where no button offers what to do, it follows as a sentence', () => {
  expect(experimentFindingAdvice(say, { kind: 'value-missing', facts: cell })).toBe(
    'age has 1 missing value, in row 1,044. It is a feature: fix the cells, say what replaces them, or leave the column out.',
  );
  const facts = { name: 'epochs', found: '0', expected: 'a whole number from 1' };
  expect(experimentFindingAdvice(say, { kind: 'hyperparameter-refused', facts })).toBe(
    'epochs cannot be 0: it must be a whole number from 1.',
  );
});
