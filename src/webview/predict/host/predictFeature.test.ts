import { expect, test } from 'vitest';
import { columnCountOf, predictFeature } from './predictFeature.ts';

const fitted = { levels: ['a', 'b'], hasOther: true, isNumber: false, shares: [0.5, 0.3, 0.2] };
const offered = (change: Partial<Parameters<typeof predictFeature>[0]['fitted']>) =>
  predictFeature({
    encode: 'one-hot',
    planned: { column: 'job', encode: 'one-hot' },
    fitted: { ...fitted, unseen: 'other', ...change },
  }).category;

test('a category offers a value that is none of its levels', () => {
  expect(offered({})).toMatchObject({ other: 'other', mayBeMissing: true, isMissingZero: false });
  expect(offered({ levels: ['a', 'other'] })).toMatchObject({ other: 'another other' });
});

test('where unseen values are an error, only a rare one is offered, and a gap only if there was one', () => {
  expect(offered({ unseen: 'error', rare: ['c', ''] })).toMatchObject({ other: 'c', mayBeMissing: true });
  const strict = offered({ unseen: 'error', rare: [], hasOther: false, shares: [0.6, 0.4] });
  expect(strict).toMatchObject({ mayBeMissing: false });
  expect(strict).not.toHaveProperty('other');
});

test('where unseen values count as none, so does a gap that was not seen', () => {
  expect(offered({ unseen: 'zero', rare: ['c'] })).toMatchObject({ other: 'c', isMissingZero: true });
  expect(offered({ unseen: 'zero', rare: [''] })).toMatchObject({ other: 'other', isMissingZero: false });
});

test('the columns that features make for the model are counted', () => {
  const number = { missingShare: 0.1, min: 0, max: 1, mean: 0.5 };
  const planned = { column: 'x' };
  expect(
    columnCountOf([
      { encode: 'number', planned, fitted: { ...number, indicator: false } },
      { encode: 'number', planned, fitted: { ...number, fill: 0, indicator: true } },
      { encode: 'one-hot', planned, fitted: { ...fitted, unseen: 'other' } },
    ]),
  ).toBe(6);
});
