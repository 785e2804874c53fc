import { expect, test } from 'vitest';
import type { FittedFeature } from '../../../data/shapes/encoders/fitted.ts';
import type { FittedNumber } from '../../../data/shapes/encoders/number.ts';
import type { Preparation } from '../../../data/shapes/preparation.ts';
import { engineHere } from '../../../runs/predictWith.testing.ts';
import { curveOf } from './drawing.ts';

const { signal } = new AbortController();
const number = (column: string, change: Partial<FittedNumber> = {}): FittedFeature => ({
  encode: 'number',
  planned: { column },
  fitted: { indicator: false, missingShare: 0, min: 0, max: 10, mean: 5, ...change },
});
const job: FittedFeature = {
  encode: 'one-hot',
  planned: { column: 'job', encode: 'one-hot' },
  fitted: {
    levels: ['clerk', 'nurse'],
    hasOther: true,
    isNumber: false,
    unseen: 'other',
    shares: [0.5, 0.3, 0.2],
  },
};

function drawn(
  features: readonly FittedFeature[],
  weights: readonly number[],
  change: Partial<Preparation> = {},
) {
  const preparation = {
    version: 3,
    target: 'y',
    features,
    trainMean: 0,
    testRowNumbers: [],
    ...change,
  } as const;
  const rows = [{ features: weights.map(() => 2), actual: 3 }];
  const drawing = { preparation, coefficients: { bias: 1, weights }, rows };
  return (column: string, numbers: readonly number[], row: Record<string, string | number>) =>
    curveOf(engineHere(), drawing, { column, numbers: [...numbers], row }, signal);
}

test('the line keeps the other columns at the values of the row', async () => {
  const curve = drawn(
    [job, number('age', { fill: 4, indicator: true }), number('years')],
    [10, 20, 40, 2, 5, 3],
  );
  const ysOf = async (row: Record<string, string | number>) =>
    (await curve('years', [0, 1], row)).line.map(({ y }) => y);
  expect(await ysOf({ job: 'nurse', age: 30, years: 7 })).toEqual([1 + 20 + 60, 1 + 20 + 60 + 3]);
  expect(await ysOf({ job: 'pilot', age: '' })).toEqual([1 + 40 + 8 + 5, 1 + 40 + 8 + 5 + 3]);
});

test('training rows lie at the numbers of the table', async () => {
  const curve = drawn([job, number('years')], [10, 20, 40, 3]);
  expect((await curve('years', [0], { job: 'clerk' })).points).toEqual([{ x: 2, y: 3 }]);
});

test('a transformed target is drawn in its own unit', async () => {
  const curve = drawn([number('years')], [1], { targetTransform: 'log1p' });
  const { line, points } = await curve('years', [0, 2], {});
  expect(line.map(({ y }) => y)).toEqual([Math.expm1(1), Math.expm1(3)]);
  expect(points).toEqual([{ x: 2, y: Math.expm1(3) }]);
});
