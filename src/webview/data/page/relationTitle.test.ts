import { expect, test } from 'vitest';
import { profileWith } from '../profileWith.testing.ts';
import { relationTitle } from './relationTitle.ts';

const titleOf = (rows: readonly (readonly (number | null)[])[]) => {
  const columns = ['y', 'a', 'b'].slice(0, rows.length);
  return relationTitle(profileWith({ correlation: { columns, pearson: rows } }), columns);
};
const three = (ya: number, yb: number, ab: number) =>
  titleOf([
    [1, ya, yb],
    [ya, 1, ab],
    [yb, ab, 1],
  ]);

test('a strong relation is the title, with the next when there is one', () => {
  expect(three(0.91, -0.28, 0)).toBe('y is most correlated with a (r 0.91), then b (r −0.28)');
  expect(three(-0.91, 0.05, 0)).toBe('y is correlated with a only (r −0.91)');
});

test('a weak correlation is not reported', () => {
  expect(three(0.09, 0.04, 0.05)).toBe('No two columns are correlated: |r| is below 0.1 everywhere');
  expect(three(0.09, 0.04, -0.5)).toBe(
    'y is correlated with no other column: its strongest r is 0.09, with a',
  );
});

test('two columns', () => {
  const two = (r: number) =>
    titleOf([
      [1, r],
      [r, 1],
    ]);
  expect(two(0.978)).toBe('The two columns are positively correlated: r = 0.978');
  expect(two(-0.978)).toBe('The two columns are negatively correlated: r = −0.978');
  expect(two(-0.02)).toBe('The two columns are not correlated: r = −0.020');
});

test('a target that never varies', () => {
  const none = [null, null];
  expect(titleOf([none, none])).toBe('y is correlated with no other column');
});
