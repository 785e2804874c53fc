import { expect, test } from 'vitest';
import { preparationSchema } from './preparation.ts';

const common = { target: 'y', trainMean: 2, testRowNumbers: [3] };

test('a preparation of version 1 is read as one of numbers without gaps', () => {
  const features = [{ column: 'x', type: 'number', min: 1, max: 3, mean: 2 }];
  expect(preparationSchema.parse({ ...common, version: 1, features })).toEqual({
    ...common,
    version: 3,
    features: [
      {
        encode: 'number',
        planned: { column: 'x' },
        fitted: { indicator: false, missingShare: 0, min: 1, max: 3, mean: 2 },
      },
    ],
  });
});

test('a preparation is read as it was written, and one of version 2 as the newest', () => {
  const planned = { column: 'x', missing: 'median', indicator: true };
  const fitted = { fill: 2, indicator: true, missingShare: 0.5, min: 1, max: 3, mean: 2 };
  const levels = {
    levels: ['a', ''],
    hasOther: true,
    isNumber: false,
    unseen: 'zero',
    rare: ['b'],
    shares: [0.5],
  };
  const job = { encode: 'one-hot', planned: { column: 'job', encode: 'one-hot' }, fitted: levels };
  const features = [{ encode: 'number', planned, fitted }, job];
  const written = { ...common, version: 3, targetTransform: 'log1p', features };
  expect(preparationSchema.parse(JSON.parse(JSON.stringify(written)))).toEqual(written);
  const second = { ...common, version: 2, features };
  expect(preparationSchema.parse(second)).toEqual({ ...second, version: 3 });
});
