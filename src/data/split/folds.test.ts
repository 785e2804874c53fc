import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { evenFolds, groupFolds, stratifiedFolds, timeFolds } from './folds.ts';
import { drawnGroups, placeOfKey } from './groups.ts';
import { countingUp } from './permutation.ts';

const rows = z.array(z.number());
const tests = z.array(rows);
const folds = z.number();
const golden = z
  .object({
    group_shuffles: z.array(
      z.object({ groups: rows, test_size: z.number(), seed: z.number(), train: rows, test: rows }),
    ),
    k_folds: z.array(z.object({ n: z.number(), folds, shuffle: z.boolean(), seed: z.number(), tests })),
    stratified_folds: z.array(
      z.object({ labels: rows, folds, shuffle: z.boolean(), seed: z.number(), tests }),
    ),
    group_folds: z.array(z.object({ groups: rows, folds, tests })),
    time_series: z.array(z.object({ n: z.number(), folds, first_train: rows, tests })),
    hashes: z.array(z.object({ key: z.string(), at: z.number() })),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../test/fixtures/splits.json', import.meta.url), 'utf8')));

/** The rows of each fold. */
const rowsIn = (foldOf: Int32Array, count: number) =>
  Array.from({ length: count }, (_, fold) => [...foldOf.keys()].filter((row) => foldOf[row] === fold));

test('folds at random are those of KFold', () => {
  for (const one of golden.k_folds)
    expect(rowsIn(evenFolds(one.n, one.folds, one.shuffle ? one.seed : undefined), one.folds)).toEqual(
      one.tests,
    );
});

test('stratified folds are those of StratifiedKFold', () => {
  for (const { labels, folds: count, shuffle, seed, tests: expected } of golden.stratified_folds)
    expect(
      rowsIn(stratifiedFolds(Int32Array.from(labels), count, shuffle ? seed : undefined), count),
    ).toEqual(expected);
});

test('folds of groups are those of GroupKFold', () => {
  for (const { groups, folds: count, tests: expected } of golden.group_folds)
    expect(rowsIn(groupFolds(Int32Array.from(groups), count), count)).toEqual(expected);
});

test('folds by time are those of TimeSeriesSplit, with the oldest rows before the first', () => {
  for (const { n, folds: count, first_train: oldest, tests: expected } of golden.time_series) {
    const foldOf = timeFolds(countingUp(n), count);
    expect(rowsIn(foldOf, count)).toEqual(expected);
    expect([...foldOf.keys()].filter((row) => foldOf[row] === -1)).toEqual(oldest);
  }
});

test('test groups are those of GroupShuffleSplit', () => {
  for (const { groups, test_size: size, seed, train, test: held } of golden.group_shuffles) {
    const codes = [...new Set(groups)].toSorted((a, b) => a - b);
    const setOf = drawnGroups(codes.length, { test: size, validation: 0, seed });
    const inSet = (set: number) =>
      [...groups.keys()].filter((row) => setOf[codes.indexOf(groups[row] ?? 0)] === set);
    expect([inSet(0), inSet(1)]).toEqual([train, held]);
  }
});

test('validation groups and test groups are disjoint', () => {
  const setOf = drawnGroups(20, { test: 0.2, validation: 0.25, seed: 3 });
  const counts = [0, 1, 2].map((set) => setOf.filter((one) => one === set).length);
  expect(counts).toEqual([11, 4, 5]);
});

test('a key’s hash position comes from its MD5', () => {
  for (const { key, at } of golden.hashes) expect(placeOfKey(key)).toBe(at);
});
