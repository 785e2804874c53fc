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
  const found = await findings({ a, nearlyA, other: b, price: (row) => noise(row, 101) });
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
  const price = (row: number) => 2 * a(row) + 0.3 * b(row);
  expect(await kinds({ a, nearlyA, price })).toEqual(['collinear', 'linear-relation', 'all-good']);
});

test('only what is all but the target gives the answer away', async () => {
  expect(await kinds({ b, copy: a, price: (row) => 3 * a(row) })).toEqual(['leakage', 'all-good']);
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
