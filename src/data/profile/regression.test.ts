import { expect, test } from 'vitest';
import { linearRegression } from './regression.ts';

test('a line is fitted to 200,000 rows', () => {
  const x = Float64Array.from({ length: 200_000 }, (_, row) => Math.sin(row));
  const { slope, band } = linearRegression(
    x,
    x.map((value) => 2 * value + 1),
  );
  expect(slope).toBeCloseTo(2, 9);
  expect(band[0]?.x).toBeCloseTo(-1, 6);
});

test('a level line has no evidence of a slope', () => {
  const x = Float64Array.of(1, 2, 3, 4);
  expect(
    linearRegression(
      x,
      x.map(() => 7),
    ),
  ).toMatchObject({ slope: 0, intercept: 7, r: 0, pValue: 1 });
});
