import { expect, test } from 'vitest';
import { noNumbers, openFacts } from './joinFacts.ts';
import type { NumberFacts } from './kernel.ts';

const of = (...values: number[]): NumberFacts => ({
  ...noNumbers,
  min: Math.min(...values),
  max: Math.max(...values),
  first: values[0] ?? Number.NaN,
  last: values.at(-1) ?? Number.NaN,
  count: values.length,
  shortest: 1,
  longest: 2,
});

test('facts of parts are joined in the order of the parts, however they arrive', () => {
  const facts = openFacts();
  facts.add(2, [of(7, 9), of(1)]);
  facts.add(0, [of(1, 3), noNumbers]);
  expect(facts.found()).toMatchObject([{ last: 3 }, { count: 0 }]);
  facts.add(1, [of(4), of(2)]);
  expect(facts.found()).toMatchObject([
    { min: 1, max: 9, first: 1, last: 9, count: 5, isSorted: true },
    { first: 2, last: 1, count: 2, isSorted: false },
  ]);
});
