import { expect, test } from 'vitest';
import type { ColumnFacts, ColumnType } from '../shapes/profile.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { suggestFeature } from './suggestFeatures.ts';
import { whyUnusable } from './usable.ts';

const facts = {
  name: 'a',
  type: 'integer',
  why: 'whole-numbers',
  nonNullCount: 200,
  distinctCount: 9,
} as const;

test.each<[ColumnType, number, string | undefined]>([
  ['integer', 2, undefined],
  ['decimal', 9, undefined],
  ['integer', 1, 'constant'],
  ['empty', 0, 'missing'],
  ['text', 9, undefined],
  ['text', 120, 'text'],
  ['text', 1, 'constant'],
  ['boolean', 2, undefined],
  ['boolean', 1, 'constant'],
])('whyUnusable for a %s column with %i distinct values', (type, distinctCount, why) => {
  expect(whyUnusable({ ...facts, type, distinctCount })).toBe(why);
});

test.each<[ColumnType, number, Feature]>([
  ['integer', 0, { column: 'a' }],
  ['text', 3, { column: 'a', encode: 'one-hot' }],
  ['decimal', 3, { column: 'a', missing: 'median', indicator: true }],
  ['date', 0, { column: 'a', encode: 'date', parts: ['year', 'month', 'weekday', 'daysSinceStart'] }],
  ['boolean', 3, { column: 'a', missing: 'mostFrequent', indicator: true }],
])(
  'a %s column with %i missing values is suggested with their replacement',
  (type, missingCount, feature) => {
    expect(suggestFeature({ ...facts, type, missingCount })).toEqual(feature);
  },
);

test.each<[number, Feature]>([
  [0, { column: 'a' }],
  [3, { column: 'a', missing: 'mostFrequent', indicator: true }],
])('0 and 1 with %i missing values are suggested as yes and no are', (missingCount, feature) => {
  expect(suggestFeature({ ...facts, why: 'zero-or-one', distinctCount: 2, missingCount })).toEqual(feature);
});

test.each<[string, number, string | undefined]>([
  ['PassengerId', 200, 'identifier'],
  ['customer_id', 195, 'identifier'],
  ['contractNo', 198, 'identifier'],
  ['order number', 200, 'identifier'],
  ['id', 200, 'identifier'],
  ['customer_id', 150, undefined],
  ['number_of_rooms', 200, undefined],
  ['paid', 200, undefined],
])('whole numbers called %s with %i distinct values of 200', (name, distinctCount, why) => {
  expect(whyUnusable({ ...facts, name, distinctCount })).toBe(why);
});

test.each([
  [50, undefined],
  [70, 72],
  [900, 200],
])('a category of %i values is suggested with at most %j levels', (distinctCount, maxLevels) => {
  const suggested = suggestFeature({
    ...facts,
    type: 'text',
    nonNullCount: 9000,
    missingCount: 0,
    distinctCount,
  });
  expect(suggested).toEqual({ column: 'a', encode: 'one-hot', ...(maxLevels && { maxLevels }) });
});

test.each<[string, ColumnFacts['why'], number, Feature]>([
  ['70 postcodes in 600 rows', 'code-name', 600, { column: 'a', encode: 'target-mean' }],
  ['70 codes with zeros in front in 600 rows', 'leading-zeros', 600, { column: 'a', encode: 'target-mean' }],
  ['70 postcodes in 2,000 rows', 'code-name', 2000, { column: 'a', encode: 'one-hot', maxLevels: 72 }],
  ['70 words in 900 rows', 'words', 900, { column: 'a', encode: 'one-hot', maxLevels: 72 }],
])('%s are suggested by how often one repeats', (_, why, nonNullCount, feature) => {
  const categories = {
    ...facts,
    type: 'text',
    why,
    nonNullCount,
    missingCount: 0,
    distinctCount: 70,
  } as const;
  expect(suggestFeature(categories)).toEqual(feature);
});

test('a few codes are one-hot however few rows there are', () => {
  const codes = { ...facts, type: 'text', why: 'code-name', nonNullCount: 60, missingCount: 0 } as const;
  expect(suggestFeature({ ...codes, distinctCount: 9 })).toEqual({ column: 'a', encode: 'one-hot' });
});
