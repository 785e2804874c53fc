import { describe, expect, test } from 'vitest';
import type { ColumnQuery } from '../contract.ts';
import { columnRow, featuresFacts, listColumns, suggestColumns } from './knownColumns.ts';
import { described, knownColumns } from './knownColumns.testing.ts';

const { suggested: _, ...text } = described('Notes', { type: 'text', meaning: 'text', unusable: 'text' });
const facts = [
  described('age'),
  described('Wage'),
  text,
  described('town', { type: 'text', meaning: 'category', suggested: { column: 'town', encode: 'one-hot' } }),
  described('y'),
];
const all: ColumnQuery = { search: '', show: 'all' };
const names = (query: ColumnQuery, known = knownColumns(facts)) =>
  listColumns(known, { query, from: 0, count: 100 }).rows.map(({ name }) => name);

describe('the list of columns', () => {
  test('is searched by name whatever the case, and narrowed down by meaning and use', () => {
    expect(names({ ...all, search: ' AGE ' })).toEqual(['age', 'Wage']);
    expect(names({ ...all, meaning: 'category' })).toEqual(['town']);
    expect(names({ ...all, show: 'leftOut' })).toEqual(['Notes']);
    expect(names({ ...all, show: 'used', search: 'a' })).toEqual(['age', 'Wage']);
  });

  test('comes in parts with the counts of the whole', () => {
    const part = listColumns(knownColumns(facts), { query: all, from: 1, count: 2 });
    expect(part).toMatchObject({ from: 1, matchingCount: 5, usedCount: 4 });
    expect(part.rows.map(({ name, role }) => [name, role])).toEqual([
      ['Wage', 'feature'],
      ['Notes', 'unused'],
    ]);
  });

  test('of 10,000 columns never answers with more than was requested', () => {
    const wide = knownColumns(Array.from({ length: 10_000 }, (__, index) => described(`c${index}`)));
    const { rows, matchingCount } = listColumns(wide, { query: all, from: 9_950, count: 200 });
    expect([rows.length, matchingCount]).toEqual([50, 10_000]);
  });
});

test('a column has its features with their places and counted columns, and what the file says of it', () => {
  const known = knownColumns(
    facts,
    [
      { column: 'town', encode: 'one-hot' },
      { product: ['age', 'Wage'] },
      { column: 'age' },
      { column: 'age', encode: 'bins' },
    ],
    [7, 1, 1, 5],
  );
  expect(columnRow(known, 'age')?.features).toEqual([
    { index: 2, feature: { column: 'age' }, outputCount: 1 },
    { index: 3, feature: { column: 'age', encode: 'bins' }, outputCount: 5 },
  ]);
  expect(columnRow(known, 'Wage')).toMatchObject({ role: 'unused', features: [] });
  expect(columnRow(known, 'nowhere')).toBeNull();
  const columns = { age: { missing: ['-1'] } };
  const withOptions = { ...known, experiment: { ...known.experiment, columns } };
  expect(columnRow(withOptions, 'age')?.options).toEqual({ missing: ['-1'] });
  expect(columnRow(withOptions, 'constructor')).toBeNull();
});

test('extra features are products and second encodings; the output columns are counted once all are', () => {
  const features = [
    { column: 'age' },
    { column: 'age', encode: 'bins' as const },
    { product: ['age', 'Wage'] as [string, string] },
  ];
  expect(featuresFacts(knownColumns(facts, features, [1, 5, 1]))).toMatchObject({
    count: 3,
    isListed: true,
    columnCount: 2,
    outputCount: 7,
    extraCount: 2,
    extras: [{ index: 1 }, { index: 2 }],
  });
  const uncounted = featuresFacts(knownColumns(facts, features, [1, 5]));
  expect(uncounted).not.toHaveProperty('outputCount');
  expect(featuresFacts(knownColumns(facts))).toMatchObject({ count: 3, isListed: false });
});

test('names are suggested by what is typed, those that begin with it first', () => {
  expect(suggestColumns({ facts }, 'AG')).toEqual(['age', 'Wage']);
  expect(suggestColumns({ facts }, '')).toHaveLength(5);
  expect(
    suggestColumns({ facts: Array.from({ length: 900 }, (__, at) => described(`c${at}`)) }, 'c'),
  ).toHaveLength(50);
});
