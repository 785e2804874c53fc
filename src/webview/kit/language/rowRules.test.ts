import { expect, test } from 'vitest';
import { conditionsOf, ruleText, valueOf } from './rowRules.ts';

test('a rule is shown condition by condition', () => {
  expect(conditionsOf({ column: 'price', above: 0, below: 99.5 })).toEqual([
    { operator: 'above', text: '0' },
    { operator: 'below', text: '99.5' },
  ]);
  expect(conditionsOf({ column: 'state', in: ['CA', 'NY, upstate'], isMissing: false })).toEqual([
    { operator: 'in', text: 'CA, "NY, upstate"' },
    { operator: 'isMissing', text: 'false' },
  ]);
});

test('what is typed becomes a number, a date or words', () => {
  expect(valueOf('above', ' 10 ')).toBe(10);
  expect(valueOf('from', '2026-12-31')).toBe('2026-12-31');
  expect(valueOf('in', 'CA, 01001, 7')).toEqual(['CA', '01001', 7]);
  expect(valueOf('notIn', ' ')).toBeUndefined();
  expect(valueOf('to', '')).toBeUndefined();
  expect([valueOf('isMissing', 'true'), valueOf('isMissing', 'false')]).toEqual([true, false]);
});

test('a rule is said in a sentence', () => {
  expect(ruleText({ column: 'price', above: 0, to: 99.5 })).toBe('price is above 0 and is at most 99.5');
  expect(ruleText({ column: 'city', in: ['a', 'b, c'], isMissing: false })).toBe(
    'city is one of a, "b, c" and is not missing',
  );
});
