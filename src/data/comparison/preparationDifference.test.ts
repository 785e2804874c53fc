import { expect, test } from 'vitest';
import type { FittedFeature } from '../shapes/encoders/fitted.ts';
import type { Preparation } from '../shapes/preparation.ts';
import { preparationDifference } from './preparationDifference.ts';

const number = (column: string, change: object = {}): FittedFeature => ({
  encode: 'number',
  planned: { column },
  fitted: { indicator: false, missingShare: 0, min: 0, max: 10, mean: 4, ...change },
});
const city = (levels: readonly string[]): FittedFeature => ({
  encode: 'one-hot',
  planned: { column: 'City', encode: 'one-hot' },
  fitted: {
    levels: [...levels],
    hasOther: false,
    isNumber: false,
    unseen: 'other',
    shares: levels.map(() => 1 / levels.length),
  },
});
const preparationOf = (
  features: readonly FittedFeature[],
  change: Partial<Preparation> = {},
): Preparation => ({
  version: 3,
  target: 'Salary',
  features,
  trainMean: 50,
  testRowNumbers: [],
  ...change,
});

test('preparations that learned the same do not differ', () => {
  const one = preparationOf([number('Age'), city(['a', 'b'])]);
  expect(preparationDifference(one, structuredClone(one))).toEqual([]);
});

test('levels that one training has and the other has not are named', () => {
  const [before, after] = [preparationOf([city(['a', 'b'])]), preparationOf([city(['b', 'c', 'd'])])];
  expect(preparationDifference(before, after)).toEqual([
    {
      kind: 'levels',
      columns: ['City'],
      added: { names: ['c', 'd'], count: 2 },
      removed: { names: ['a'], count: 1 },
    },
  ]);
});

test('of thousands of levels twenty are named and all are counted', () => {
  const many = Array.from({ length: 3000 }, (_, index) => `level ${index}`);
  const [levels] = preparationDifference(preparationOf([city([])]), preparationOf([city(many)]));
  expect(levels).toMatchObject({ added: { count: 3000 } });
  expect(levels?.kind === 'levels' && levels.added.names).toHaveLength(20);
});

test('numbers that moved are in the order of how far they moved along their range', () => {
  const before = preparationOf([number('Age'), number('Years', { max: 1000, mean: 400 })]);
  const after = preparationOf([number('Age', { mean: 5 }), number('Years', { max: 1000, mean: 410 })]);
  expect(preparationDifference(before, after)).toMatchObject([
    { columns: ['Age'], fact: 'mean', before: 4, after: 5, shift: 0.1 },
    { columns: ['Years'], fact: 'mean', before: 400, after: 410, shift: 0.01 },
  ]);
});

test('a fill that only one has is absent in the other', () => {
  const [moved] = preparationDifference(
    preparationOf([number('Age')]),
    preparationOf([number('Age', { fill: 3 })]),
  );
  expect(moved).toEqual({
    kind: 'number',
    columns: ['Age'],
    fact: 'fill',
    after: 3,
    isDate: false,
    shift: 1,
  });
});

test('features of one preparation alone are added or removed, also where the encoder is another', () => {
  const powers: FittedFeature = {
    encode: 'powers',
    planned: { column: 'Age', encode: 'powers' },
    fitted: { missingShare: 0, min: 0, max: 10, mean: 4, degree: 2 },
  };
  expect(preparationDifference(preparationOf([number('Age')]), preparationOf([powers]))).toEqual([
    { kind: 'removed', columns: ['Age'], encode: 'number' },
    { kind: 'added', columns: ['Age'], encode: 'powers' },
  ]);
});

test('the mean of the target is compared for numbers, and the classes of classifiers', () => {
  const [before, after] = [preparationOf([]), preparationOf([], { trainMean: 51 })];
  expect(preparationDifference(before, after)).toMatchObject([
    { columns: ['Salary'], fact: 'targetMean', before: 50, after: 51 },
  ]);
  const classes = (classNames: readonly string[]) =>
    preparationOf([], { classNames, trainMean: classNames.length });
  expect(preparationDifference(classes(['a', 'b']), classes(['a', 'c']))).toMatchObject([
    { kind: 'classes', added: { names: ['c'] }, removed: { names: ['b'] } },
  ]);
});
