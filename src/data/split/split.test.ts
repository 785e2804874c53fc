import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { permutation } from './permutation.ts';
import { splitRows } from './split.ts';

const golden = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/split.json', import.meta.url), 'utf8'),
);

interface Case {
  readonly n: number;
  readonly random_state: number | null;
  readonly shuffle: boolean;
  readonly test_size?: number;
  readonly train_size?: number;
  readonly train?: number[];
  readonly test: number[];
  readonly n_train: number;
}
const byTestSize = (cases: Case[]) =>
  cases.filter(
    (one) => one.test_size !== undefined && one.train_size === undefined && one.test !== undefined,
  );
const settings = ({ test_size: size = 0, random_state: seed, shuffle }: Case) => ({
  test: size,
  validation: 0,
  seed: seed ?? 0,
  shuffle,
});

test('splitRows gives the same indices as train_test_split', async () => {
  const cases: Case[] = [
    ...byTestSize(golden.shuffled),
    ...byTestSize(golden.shuffled_large_full),
    ...byTestSize(golden.not_shuffled),
    ...byTestSize(golden.sizes_other),
  ];
  expect(cases).toHaveLength(263);
  for (const one of cases) {
    const split = await splitRows(one.n, settings(one), 't.csv');
    expect([...split.test], JSON.stringify(settings(one))).toEqual(one.test);
    expect(split.train).toHaveLength(one.n_train);
    if (one.train !== undefined) expect([...split.train]).toEqual(one.train);
  }
});

test('splitRows rounds sizes on the double product as scikit-learn does', async () => {
  for (const { n, test_size: size, n_test: count } of golden.n_test_ceil_double) {
    const split = await splitRows(n, { test: size, validation: 0, seed: 0, shuffle: true }, 't.csv');
    expect(split.test).toHaveLength(count);
  }
});

test('the validation rows come from the remaining rows, with the same seed', async () => {
  for (const one of golden.three_way) {
    const sizes = { test: one.test_size, validation: one.validation.length };
    const split = await splitRows(one.n, { ...sizes, seed: one.random_state, shuffle: true }, 't.csv');
    expect({
      train: [...split.train],
      validation: [...split.validation],
      test: [...split.test],
    }).toEqual({ train: one.train, validation: one.validation, test: one.test });
  }
});

test('permutations equal numpy.random.RandomState', () => {
  for (const { seed, n, perm } of golden.permutation)
    if (perm !== undefined) expect([...permutation(n, seed)]).toEqual(perm);
});

test.each([
  [1, 0.2, 'train'],
  [5, 7, 'train'],
  [5, 1.5, 'test'],
])('%i rows with test %d leave the %s set empty', async (n, size, side) => {
  const splitting = splitRows(n, { test: size, validation: 0, seed: 0, shuffle: true }, 't.csv');
  await expect(splitting).rejects.toThrow(new RegExp(`no rows for the ${side} set`));
});

test('every row is in exactly one set', async () => {
  const cases = fc.record({
    n: fc.integer({ min: 6, max: 500 }),
    size: fc.double({ min: 0.01, max: 0.45, noNaN: true }),
    validation: fc.double({ min: 0.01, max: 0.25, noNaN: true }),
    seed: fc.nat(),
    shuffle: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ n, size, validation, seed, shuffle }) => {
      const {
        train,
        validation: valid,
        test: held,
      } = await splitRows(n, { test: size, validation, seed, shuffle }, 't.csv');
      expect([...train, ...valid, ...held].toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: n }, (_, index) => index),
      );
    }),
  );
});

describe('a stratified split', () => {
  const codesOf = (labels: readonly (string | number)[]) => {
    const classes = [...new Set(labels)].toSorted((a, b) => (a < b ? -1 : 1));
    return Int32Array.from(labels, (label) => classes.indexOf(label));
  };

  test('gives the same indices as train_test_split(stratify)', async () => {
    let count = 0;
    for (const one of golden.stratify) {
      if (one.train === undefined || one.test_size === undefined) continue;
      const strata = codesOf(golden.stratify_labels[one.labels]);
      const asked = { test: one.test_size, validation: 0, seed: one.random_state, shuffle: true };
      const split = await splitRows(one.n, { ...asked, method: 'stratified' }, 't.csv', strata);
      expect({ train: [...split.train], test: [...split.test] }, JSON.stringify([one.labels, asked])).toEqual(
        {
          train: one.train,
          test: one.test,
        },
      );
      count += 1;
    }
    expect(count).toBeGreaterThan(100);
  });

  test('puts classes of one row into the training rows, and takes as many rows as asked', async () => {
    const strata = codesOf(['a', 'b', 'a', 'c', 'a', 'a', 'a', 'a', 'a', 'a']);
    const settings = { test: 3, validation: 0, seed: 0, shuffle: true, method: 'stratified' } as const;
    const { train, test: held } = await splitRows(10, settings, 't.csv', strata);
    expect(held).toHaveLength(3);
    expect([...train]).toEqual(expect.arrayContaining([1, 3]));
  });

  test('takes classes of one row at random where there are no others', async () => {
    const settings = { test: 3, validation: 0, seed: 0, shuffle: true, method: 'stratified' } as const;
    const { test: held } = await splitRows(
      30,
      settings,
      't.csv',
      Int32Array.from({ length: 30 }, (_, row) => row),
    );
    expect([...held].toSorted((a, b) => a - b)).not.toEqual([0, 1, 2]);
    expect(new Set(held).size).toBe(3);
  });

  test('has every row in one set, each class with its share, whatever the classes', async () => {
    const cases = fc.record({
      labels: fc.array(fc.nat(5), { minLength: 4, maxLength: 100 }).map((half) => [...half, ...half]),
      size: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
      validation: fc.constantFrom(0, 0.2),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ labels, size, validation, seed }) => {
        const settings = { test: size, validation, seed, shuffle: true, method: 'stratified' } as const;
        const strata = codesOf(labels);
        const {
          train,
          validation: valid,
          test: held,
        } = await splitRows(labels.length, settings, 't.csv', strata);
        expect([...train, ...valid, ...held].toSorted((a, b) => a - b)).toEqual(
          Array.from(labels, (_, index) => index),
        );
        expect(held).toHaveLength(Math.ceil(size * labels.length));
        for (const label of new Set(labels)) {
          const count = labels.filter((one) => one === label).length;
          const inTest = [...held].filter((row) => labels[row] === label).length;
          expect(Math.abs(inTest - count * (held.length / labels.length))).toBeLessThan(2);
        }
      }),
    );
  });
});

test('a split that is cancelled ends before its rows are drawn', async () => {
  const cancelling = new AbortController();
  const settings = { test: 0.2, validation: 0, seed: 0, shuffle: true };
  const splitting = splitRows(3_000_000, settings, 't.csv', undefined, cancelling.signal);
  cancelling.abort();
  await expect(splitting).rejects.toMatchObject({ name: 'AbortError' });
});
