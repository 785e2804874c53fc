import { expect, test } from 'vitest';
import { varianceInflation } from './inflation.ts';

test('two columns inflate each other by 1 / (1 - r²)', () => {
  const found = varianceInflation([
    [1, 0.9],
    [0.9, 1],
  ]);
  expect(found).toEqual([expect.closeTo(1 / 0.19, 9), expect.closeTo(1 / 0.19, 9)]);
});

test('inflation is the diagonal of the inverse of the correlation matrix', () => {
  // numpy.linalg.inv([[1, .5, .3], [.5, 1, -.4], [.3, -.4, 1]]).diagonal()
  const found = varianceInflation([
    [1, 0.5, 0.3],
    [0.5, 1, -0.4],
    [0.3, -0.4, 1],
  ]);
  for (const [index, expected] of [0.84 / 0.38, 0.91 / 0.38, 0.75 / 0.38].entries())
    expect(found[index]).toBeCloseTo(expected, 9);
});

test('a sum of others is inflated without bound, and so are its parts', () => {
  const half = Math.SQRT1_2;
  expect(
    varianceInflation([
      [1, 0, half, 0],
      [0, 1, half, 0],
      [half, half, 1, 0],
      [0, 0, 0, 1],
    ]),
  ).toEqual([Infinity, Infinity, Infinity, 1]);
});

test('columns without a correlation are unrelated', () => {
  expect(
    varianceInflation([
      [1, null],
      [null, null],
    ]),
  ).toEqual([1, 1]);
});
