import { expect, test } from 'vitest';
import { outcomesOf, parseLimit, requireMetrics } from './limits.ts';

test.each([
  ['below', 'r2=0.9', 0.9, true],
  ['below', 'r2=0.9', 0.89, false],
  ['above', 'rmse=10', 10, true],
  ['above', 'rmse=10', 10.1, false],
] as const)('fail-%s %s with %d: met is %s', (failsWhen, text, reached, isMet) => {
  const limit = parseLimit(failsWhen, text);
  expect(outcomesOf([limit], { [limit.metric]: reached })).toEqual([{ ...limit, reached, isMet }]);
});

test('a metric that is undefined on the held-out rows meets no limit', () => {
  const limits = [parseLimit('below', 'auc=0'), parseLimit('above', 'log_loss=9')];
  expect(outcomesOf(limits, {})).toMatchObject([
    { reached: null, isMet: false },
    { reached: null, isMet: false },
  ]);
});

test('an unknown metric is refused with the name that is meant', () => {
  expect(() => parseLimit('below', 'R2=0.9')).toThrow('Is r2 meant?');
  expect(() => parseLimit('below', 'logloss=0.9')).toThrow('Is log_loss meant?');
  expect(() => parseLimit('above', 'colour=0.9')).toThrow('There are r2, rmse,');
});

test('a metric of another type of model is refused with those of this type', () => {
  const limits = [parseLimit('below', 'r2=0.9'), parseLimit('below', 'auc=0.9')];
  expect(() => requireMetrics(limits, 'regressor')).toThrow(/^auc is not defined for a regressor.*r2, rmse/);
  expect(() => requireMetrics(limits.slice(0, 1), 'regressor')).not.toThrow();
});
