import { expect, test } from 'vitest';
import { parseTable } from '../table/readTable.ts';
import { profileTable } from '../profile/profile.ts';

/** Repeats from 0 to 1 without a pattern that another seed shares. */
const noise = (row: number, seed: number) => (((row + 1) * seed * 7919) % 1009) / 1009;

async function findings(columns: Readonly<Record<string, (row: number) => string | number>>, rowCount = 200) {
  const rows = Array.from({ length: rowCount }, (_, row) =>
    Object.values(columns)
      .map((cell) => cell(row))
      .join(),
  );
  const table = parseTable(Buffer.from([Object.keys(columns).join(), ...rows].join('\n')), 't.csv');
  return (await profileTable(table)).findings;
}
const kinds = async (...parameters: Parameters<typeof findings>) =>
  (await findings(...parameters)).map(({ kind }) => kind);

const a = (row: number) => noise(row, 3);
const b = (row: number) => noise(row, 17);
const nearlyA = (row: number) => a(row) + 0.02 * b(row);

test('two features that say the same are no reason to predict one of them', async () => {
  const found = await findings({ a, nearlyA, price: (row) => noise(row, 101) });
  expect(found.map(({ kind }) => kind)).toEqual(['collinear', 'all-good']);
  expect(found[0]).toMatchObject({ severity: 'warning', columns: ['a', 'nearlyA'], facts: { pairCount: 1 } });
  expect(found[0]?.kind === 'collinear' ? found[0].facts.r : 0).toBeGreaterThan(0.99);
});

test('the likeliest target is told of first, with the feature that it follows most', async () => {
  const found = await findings({ a, b, price: (row) => 2 * a(row) + 0.3 * b(row) });
  expect(found.map(({ kind }) => kind)).toEqual(['linear-relation', 'all-good']);
  expect(found[0]?.columns).toEqual(['price', 'a']);
});

test('a target that follows features which say the same: both are told', async () => {
  const price = (row: number) => 2 * a(row) + 0.5 * b(row);
  expect(await kinds({ a, nearlyA, price })).toEqual(['collinear', 'linear-relation', 'all-good']);
});

test('a column that orders the rows as the target does is close to it, and stays', async () => {
  const found = await findings({ b, copy: a, price: (row) => 3 * a(row) });
  expect(found.map(({ kind }) => kind)).toEqual(['close-to-target', 'all-good']);
  expect(found[0]).toMatchObject({ columns: ['price', 'copy'] });
  expect(await kinds({ b, curved: (row) => Math.exp(5 * a(row)), price: a })).toEqual([
    'close-to-target',
    'all-good',
  ]);
  expect(await kinds({ a, copy: a, price: b })).toEqual(['collinear', 'all-good']);
});

test('words as target: numbers that go together are features of it', async () => {
  const words = (row: number) => (row % 3 === 0 ? 'yes' : 'no');
  expect(await kinds({ a, nearlyA, churn: words })).toEqual(['collinear', 'all-good']);
});

test('columns of one kind share a finding, and none is told twice', async () => {
  const found = await findings({
    id: (row) => `C${row}`,
    age: (row) => (row < 3 ? '' : a(row)),
    charge: (row) => (row === 9 ? '' : b(row)),
    currency: () => 'EUR',
    one: () => 1,
    plan: (row) => (row % 2 === 0 ? 'pro' : 'team'),
    note: (row) => `n${row % 120}`,
    bill: (row) => noise(row, 101),
  });
  expect(found.map(({ kind, columns }) => [kind, columns])).toEqual([
    ['missing-values', ['age', 'charge']],
    ['constant-column', ['currency', 'one']],
    ['identifier-column', ['id']],
    ['text-column', ['note']],
  ]);
});

test('a value that is missing in some rows is not the same in all', async () => {
  expect(await kinds({ a, flag: (row) => (row % 2 === 0 ? '' : `x${row}`) })).toEqual([
    'missing-values',
    'text-column',
  ]);
});

const digits = (value: number, decimals: number) => value.toFixed(decimals);
const price = (row: number) => 20 + Math.round(28_000 * b(row)) / 100;

test('a function of the target leaks it, whatever is said of relations else', async () => {
  const logPrice = (row: number) => digits(Math.log(price(row)), 6);
  const found = await findings({ a, logPrice, price });
  expect(found.map(({ kind }) => kind)).toEqual(['leakage', 'all-good']);
  expect(found[0]).toMatchObject({ columns: ['price', 'logPrice'], facts: { leak: 'log' } });
});

test('the classes of the target under other names leak it', async () => {
  const survived = (row: number) => Number(noise(row, 13) < 0.4);
  const found = await findings({ a, alive: (row) => (survived(row) === 1 ? 'yes' : 'no'), survived });
  expect(found[0]).toMatchObject({
    kind: 'leakage',
    columns: ['survived', 'alive'],
    facts: { leak: 'same' },
  });
});

test('features that add up are a combination, though no pair of them is close', async () => {
  const [one, two, three] = [3, 17, 29].map((seed) => (row: number) => noise(row, seed));
  const sum = (row: number) => [one, two, three].reduce((total, part) => total + (part?.(row) ?? 0), 0);
  const parts = { one: one ?? a, two: two ?? b, three: three ?? a };
  const found = await findings({ ...parts, sum, price: (row) => noise(row, 101) });
  expect(found.map(({ kind }) => kind)).toEqual(['combination', 'all-good']);
  expect(found[0]).toMatchObject({ columns: ['one', 'two', 'three', 'sum'], facts: { inflation: null } });
  expect(await kinds({ ...parts, price: (row) => noise(row, 101) })).toEqual(['all-good']);
});

test('a class with few rows to train on is rare, and the classes are imbalanced', async () => {
  const label = (row: number) => (row < 3 ? 'sick' : 'well');
  const found = await findings({ a, label }, 1000);
  expect(found.map(({ kind, severity }) => [kind, severity])).toEqual([
    ['rare-class', 'warning'],
    ['imbalance', 'warning'],
    ['all-good', 'good'],
  ]);
  expect(found[0]).toMatchObject({
    columns: ['label'],
    facts: { value: 'sick', rowCount: 3, classCount: 1 },
  });
  expect(found[1]).toMatchObject({ facts: { share: 0.003, majorityShare: 0.997 } });
});

test('a moderate imbalance is worth knowing, and even classes are none', async () => {
  const every = (nth: number) => (row: number) => (row % nth === 0 ? 'yes' : 'no');
  expect((await findings({ a, label: every(10) }, 1000))[0]).toMatchObject({
    kind: 'imbalance',
    severity: 'info',
  });
  expect(await kinds({ a, label: every(3) }, 1000)).toEqual(['all-good']);
  expect(await kinds({ a, label: (row) => ['x', 'y', 'z'][row % 3] ?? '' }, 1000)).toEqual(['all-good']);
});

test('a target with a long tail is offered its logarithm where that makes it even', async () => {
  const income = (row: number) => Math.round(1000 * Math.exp(6 * b(row)));
  const found = await findings({ a, income });
  expect(found.map(({ kind }) => kind)).toEqual(['skewed-target', 'all-good']);
  const below = (row: number) => income(row) - 5000;
  expect(await kinds({ a, income: below })).toEqual(['all-good']);
});

test('values far from all others are outliers, unless they stand for a missing value', async () => {
  const reading = (row: number) => (row === 77 ? 4000 : digits(10 + a(row), 3));
  const found = await findings({ reading, b, price: (row) => noise(row, 101) }, 300);
  expect(found[0]).toMatchObject({
    kind: 'outliers',
    columns: ['reading'],
    facts: { count: 1, farthest: 4000 },
  });
  const sentinel = (row: number) => (row % 60 === 7 ? -999 : digits(10 + a(row), 3));
  expect(await kinds({ sentinel, price: b }, 300)).toEqual(['sentinel', 'all-good']);
  expect(await kinds({ income: (row) => Math.round(100 * Math.exp(2 * a(row))), price: b }, 300)).toEqual([
    'all-good',
  ]);
});

test('steps that 32-bit numbers lose are too coarse for a feature', async () => {
  const reading = (row: number) => 1_700_000_000 + Math.round(5000 * a(row));
  expect(await kinds({ reading, price: b })).toEqual(['coarse-float', 'all-good']);
  expect(await kinds({ reading: (row) => reading(row) - 1_700_000_000, price: b })).toEqual(['all-good']);
});

test('fewer than ten training rows for each of many features is too few', async () => {
  const columns = Object.fromEntries(
    Array.from({ length: 21 }, (_, column) => [`x${column}`, (row: number) => noise(row, 5 + 12 * column)]),
  );
  expect(await kinds({ ...columns, price: (row) => noise(row, 401) }, 200)).toContain('few-rows');
  expect(await kinds({ ...columns, price: (row) => noise(row, 401) }, 400)).not.toContain('few-rows');
});

test('dates that do not show which of day and month comes first are undecided', async () => {
  const day = (row: number) => `0${1 + (row % 9)}/0${1 + (row % 7)}/2023`;
  const found = await findings({ a, day, price: b });
  expect(found[0]).toMatchObject({ kind: 'undecided-dates', columns: ['day'] });
});

test('a finding about thousands of columns names the first hundred, and says how many there are', async () => {
  const constants = Object.fromEntries(Array.from({ length: 2000 }, (_, column) => [`c${column}`, () => 1]));
  const found = (await findings({ ...constants, a, price: b }, 120)).find(
    ({ kind }) => kind === 'constant-column',
  );
  expect(found?.columns).toHaveLength(100);
  expect(found?.columnCount).toBe(2000);
});
