import { expect, test } from 'vitest';
import { afterEdit, refusalText } from './refusals.ts';

const rate = { path: ['hyperparameters', 'learning_rate'], label: 'learning_rate' };
const refused = {
  key: 'hyperparameters.learning_rate',
  found: 'abc',
  expected: 'auto or a number above 0',
};

test('a refused value is remembered at its field until a good one is taken', () => {
  const one = afterEdit(new Map(), rate, refused);
  expect([...one.keys()]).toEqual(['hyperparameters.learning_rate']);
  const other = { path: ['split', 'test'], label: 'Test' };
  expect(afterEdit(one, other, null)).toBe(one);
  const two = afterEdit(one, other, { key: 'split.test', found: '2.5', expected: 'less' });
  expect([...afterEdit(two, rate, null).keys()]).toEqual(['split.test']);
});

test('a refusal names the value and what it must be', () => {
  expect(refusalText({ ...rate, ...refused })).toBe(
    'learning_rate cannot be abc: it must be auto or a number above 0.',
  );
});

test('a refusal that another setting causes names that setting', () => {
  const bias = { path: ['hyperparameters', 'use_bias'], label: 'use_bias' };
  const because = { key: 'hyperparameters.unbias_label', found: 'true', expected: 'false without use_bias' };
  expect(refusalText({ ...bias, ...because })).toBe(
    'unbias_label cannot be true: it must be false without use_bias.',
  );
});
