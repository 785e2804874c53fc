import { expect, test } from 'vitest';
import { differencesOf } from './differences.ts';
import { withDifferences } from './experimentText.ts';

const names = ['age', 'price', 'town', 'bmi'];
const experiment = {
  version: 1,
  dataset: 't.csv',
  columns: { twon: { meaning: 'category' as const } },
  rows: [
    { column: 'age', above: 0 },
    { column: 'prize', above: 0 },
  ],
  target: 'prize',
  features: [
    { column: 'aeg' },
    { column: 'age', encode: 'bins' as const },
    { product: ['age', 'bmj'] as [string, string] },
    { column: 'garage' },
  ],
  split: { test: 0.3 },
  training: { instanceType: 'ml.m5.large' },
  endpoint: { instanceType: 'ml.m5.large' },
};

test('every place that names another column is found, with the nearest name that is free', () => {
  expect(differencesOf(experiment, names)).toEqual([
    { path: ['target'], name: 'prize', near: 'price' },
    // age is a feature already.
    { path: ['features', 0, 'column'], name: 'aeg' },
    { path: ['features', 2, 'product', 1], name: 'bmj', near: 'bmi' },
    { path: ['features', 3, 'column'], name: 'garage' },
    { path: ['rows', 1, 'column'], name: 'prize', near: 'price' },
    { path: ['columns', 'twon'], name: 'twon', near: 'town' },
  ]);
  expect(differencesOf({ target: 'price' }, names)).toEqual([]);
});

test('a column is offered to one feature, and a wide table is compared with the first names alone', () => {
  const features = [{ column: 'twn' }, { column: 'tow' }];
  expect(differencesOf({ target: 'price', features }, names)).toEqual([
    { path: ['features', 0, 'column'], name: 'twn', near: 'town' },
    { path: ['features', 1, 'column'], name: 'tow' },
  ]);
  const wide = Array.from({ length: 10_000 }, (_, index) => `c${index}`);
  const others = wide.map((name) => ({ column: `${name}x` }));
  const found = differencesOf({ target: 'c0', features: others }, wide);
  expect(found).toHaveLength(10_000);
  expect(found.findLastIndex(({ near }) => near !== undefined)).toBe(19);
});

const after = (how: 'nearest' | 'leaveOut', which = differencesOf(experiment, names)) => {
  const edited = withDifferences(JSON.stringify(experiment, null, 2), 't.linear.json', which, how);
  return 'text' in edited ? JSON.parse(edited.text) : edited.refused;
};

test('the nearest names are put in all places at once', () => {
  expect(after('nearest')).toMatchObject({
    target: 'price',
    columns: { town: { meaning: 'category' } },
    rows: [{ column: 'age' }, { column: 'price' }],
    features: [{ column: 'aeg' }, { column: 'age' }, { product: ['age', 'bmi'] }, { column: 'garage' }],
  });
});

test('what names another column is left out, but a target has to be chosen', () => {
  const left = after('leaveOut');
  expect(left).toMatchObject({ target: 'prize', rows: [{ column: 'age' }] });
  expect(left.features).toEqual([{ column: 'age', encode: 'bins' }]);
  expect(left).not.toHaveProperty('columns');
});

test('one place is changed alone', () => {
  const [, first] = differencesOf(experiment, names);
  const left = after('leaveOut', first === undefined ? [] : [first]);
  expect(left).toEqual({ ...experiment, features: experiment.features.slice(1) });
});
